import { expect, it } from '@jest/globals';
import type { Suppressions } from '../../core/ports.ts';

const at = '2026-11-22T10:00:00.000Z';

/** What every adapter of {@link Suppressions} does. */
export function suppressionsContract(open: () => Promise<{ readonly suppressions: Suppressions }>): void {
  it('knows an address however its letters are written, and no other', async () => {
    const { suppressions } = await open();
    await suppressions.add({ address: 'Ana.Ruiz@Example.com', reason: 'complaint', at });
    expect(await suppressions.get(' ana.ruiz@example.COM')).toEqual({ reason: 'complaint', at });
    expect(await suppressions.get('anaruiz@example.com')).toBeUndefined();
  });

  it('keeps the first reason', async () => {
    const { suppressions } = await open();
    await suppressions.add({ address: 'a@example.com', reason: 'bounce', at });
    await suppressions.add({ address: 'A@example.com', reason: 'complaint', at: '2026-11-23T10:00:00.000Z' });
    expect(await suppressions.get('a@example.com')).toEqual({ reason: 'bounce', at });
  });

  it('forgets an address that is removed, once', async () => {
    const { suppressions } = await open();
    await suppressions.add({ address: 'a@example.com', reason: 'bounce', at });
    expect(await suppressions.remove('A@EXAMPLE.com')).toBe(true);
    expect(await suppressions.get('a@example.com')).toBeUndefined();
    expect(await suppressions.remove('a@example.com')).toBe(false);
  });
}
