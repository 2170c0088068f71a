import { expect, it } from '@jest/globals';
import type { ShadowPointer } from '../../core/lifecycle/shadow/shadow.ts';
import { countInto, emptyTally, type ShadowTally, sumOf } from '../../core/lifecycle/shadow/shadow-tally.ts';
import type { ShadowRecords } from '../../core/ports.ts';

const version = '20261108T000000Z-11111111';
const champion = '20261101T000000Z-0a1b2c3d';
const pointer: ShadowPointer = {
  version,
  since: '2026-11-22T10:00:00.000Z',
  until: '2026-11-29T10:00:00.000Z',
  by: 'ana',
  reason: 'a week of live customers',
};

/** A tally with one score from high to low, and one that was missed. */
export function aTally(day = '2026-11-22', of = champion): ShadowTally {
  const tally = emptyTally({ version, champion: of, day });
  countInto(tally, { probability: 0.9, tier: 'high' }, { probability: 0.1, tier: 'low' });
  tally.missed = 1;
  return tally;
}

/**
 * What every adapter of {@link ShadowRecords} does.
 *
 * @param open - gives empty records
 */
export function shadowRecordsContract(open: () => Promise<{ readonly shadows: ShadowRecords }>): void {
  it('has no pointer at first, and sets and clears it for who saw the current one only', async () => {
    const { shadows } = await open();
    expect(await shadows.current()).toBeUndefined();
    expect(await shadows.set(pointer, undefined)).toBe(false);
    expect(await shadows.set(undefined, pointer)).toBe(true);
    expect(await shadows.set(undefined, { ...pointer, by: 'ben' })).toBe(false);
    expect(await shadows.current()).toEqual(pointer);
    const longer = { ...pointer, until: '2026-12-06T10:00:00.000Z' };
    expect(await shadows.set(pointer, longer)).toBe(true);
    expect(await shadows.set(pointer, undefined)).toBe(false);
    expect(await shadows.set(longer, undefined)).toBe(true);
    expect(await shadows.current()).toBeUndefined();
    expect(await shadows.set(undefined, undefined)).toBe(true);
  });

  it('lets one of many setters win', async () => {
    const { shadows } = await open();
    const setters = Array.from({ length: 6 }, (_, n) => ({ ...pointer, by: `setter ${n}` }));
    const won = await Promise.all(setters.map((next) => shadows.set(undefined, next)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await shadows.current()).toEqual(setters[won.indexOf(true)]);
  });

  it('adds up the tallies of a day and champion, whoever writes them, and keeps days apart', async () => {
    const { shadows } = await open();
    await Promise.all(Array.from({ length: 8 }, () => shadows.add(aTally())));
    await shadows.add(aTally('2026-11-23'));
    await shadows.add(aTally('2026-11-22', '20261102T000000Z-22222222'));
    const eight = Array.from({ length: 7 }).reduce<ShadowTally>((sum) => sumOf(sum, aTally()), aTally());
    expect(eight).toMatchObject({ compared: 8, missed: 8, changeMillionths: 6_400_000 });
    expect(await shadows.tallies(version)).toEqual([
      eight,
      aTally('2026-11-22', '20261102T000000Z-22222222'),
      aTally('2026-11-23'),
    ]);
    expect(await shadows.tallies(champion)).toEqual([]);
  });
}
