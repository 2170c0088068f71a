import { expect, it } from '@jest/globals';
import type { Secrets } from '../../core/ports.ts';
import { withCode } from '../support/with-code.ts';

/**
 * What every adapter of {@link Secrets} does.
 *
 * @param open - gives secrets of these names and values
 */
export function secretsContract(open: (held: Readonly<Record<string, string>>) => Promise<Secrets>): void {
  it('gives a secret as it was put in', async () => {
    const value = '{"authToken":"p/ä ss\\n","from":"+1"}';
    const secrets = await open({ TWILIO: value, OTHER: 'x' });
    expect(await secrets.get('TWILIO')).toBe(value);
    expect(await secrets.get('OTHER')).toBe('x');
  });

  it('says which one is missing, and nothing of another', async () => {
    const secrets = await open({ OTHER: 'do-not-show' });
    const reading = secrets.get('TWILIO');
    await expect(reading).rejects.toEqual(withCode('secret-missing'));
    const said = await reading.catch((error: unknown) => String(error));
    expect(said).toContain('TWILIO');
    expect(said).not.toContain('do-not-show');
  });
}
