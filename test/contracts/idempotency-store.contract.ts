import { expect, it } from '@jest/globals';
import { idempotencyTimes, type KeptAnswer, type Records } from '../../core/ports.ts';
import { aScore } from './examples.ts';

const start = new Date('2026-11-01T08:00:00.000Z');
const after = (ms: number): Date => new Date(start.getTime() + ms);
const answer: KeptAnswer = { status: 202, contentType: 'application/json', body: '{"한":"글"}', customerIds: [] };

/**
 * What every adapter of the idempotency store does.
 *
 * @param open - gives empty records
 */
export function idempotencyStoreContract(open: () => Promise<Pick<Records, 'idempotency' | 'customers'>>): void {
  it('gives a key to the first, its answer to those who repeat, and nothing to others', async () => {
    const { idempotency: store } = await open();
    expect(await store.claim('k', 'f', start)).toBe('claimed');
    expect(await store.claim('k', 'f', after(1))).toBe('in-progress');
    expect(await store.claim('k', 'other', after(1))).toBe('mismatch');
    await store.complete('k', answer, after(2));
    expect(await store.claim('k', 'f', after(3))).toEqual(answer);
    expect(await store.claim('k', 'other', after(3))).toBe('mismatch');
    expect(await store.claim('k2', 'f', after(3))).toBe('claimed');
  });

  it('lets one of many that come at once have it', async () => {
    const { idempotency: store } = await open();
    const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim('k', 'f', start)));
    expect(claims.filter((claim) => claim === 'claimed')).toHaveLength(1);
    expect(claims.filter((claim) => claim === 'in-progress')).toHaveLength(7);
  });

  it('is free again once released, but a kept answer is not released', async () => {
    const { idempotency: store } = await open();
    await store.claim('k', 'f', start);
    await store.release('k');
    expect(await store.claim('k', 'other', after(1))).toBe('claimed');
    await store.complete('k', answer, after(2));
    await store.release('k');
    expect(await store.claim('k', 'other', after(3))).toEqual(answer);
  });

  it('counts a claim as abandoned after a minute, and forgets an answer after a day', async () => {
    const { idempotency: store } = await open();
    await store.claim('k', 'f', start);
    expect(await store.claim('k', 'f', after(idempotencyTimes.abandonedMs))).toBe('in-progress');
    expect(await store.claim('k', 'f', after(idempotencyTimes.abandonedMs + 1))).toBe('claimed');
    await store.complete('k', answer, start);
    expect(await store.claim('k', 'f', after(idempotencyTimes.keptMs - 1))).toEqual(answer);
    expect(await store.claim('k', 'other', after(idempotencyTimes.keptMs + 1))).toBe('claimed');
  });

  it('forgets the answers that speak of a customer who is erased', async () => {
    const { idempotency: store, customers } = await open();
    await customers.putScores([aScore({ customerId: 'c1' })]);
    for (const [key, customerIds] of [
      ['k1', ['c0', 'c1']],
      ['k2', ['c2']],
    ] as const) {
      await store.claim(key, 'f', start);
      await store.complete(key, { ...answer, customerIds: [...customerIds] }, start);
    }
    await customers.erase('c1');
    expect(await store.claim('k1', 'f', after(5))).toBe('claimed');
    expect(await store.claim('k2', 'f', after(5))).toMatchObject({ customerIds: ['c2'] });
  });
}
