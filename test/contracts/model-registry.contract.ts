import { expect, it } from '@jest/globals';
import type { ModelRegistry } from '../../core/ports.ts';
import { aModel, aPointer } from './examples.ts';

const older = '20261101T000000Z-0a1b2c3d';
const newer = '20261108T000000Z-11111111';

/**
 * What every adapter of {@link ModelRegistry} does.
 *
 * @param open - gives an empty registry
 */
export function modelRegistryContract(open: () => Promise<ModelRegistry>): void {
  it('lists models newest first, each registered once and never changed', async () => {
    const registry = await open();
    const late = aModel({ version: newer, registeredAt: '2026-11-08T00:00:00.000Z' });
    await registry.register(aModel());
    await registry.register(late);
    await registry.register(aModel({ seed: 99 }));
    expect(await registry.list()).toEqual([late, aModel()]);
    expect(await registry.get(older)).toEqual(aModel());
    expect(await registry.get('20200101T000000Z-00000000')).toBeUndefined();
  });

  it('has no champion at first', async () => {
    const registry = await open();
    expect(await registry.champion()).toBeUndefined();
    expect(await registry.championHistory()).toEqual([]);
  });

  it('moves the pointer for who saw the current one only, and keeps all that ever were', async () => {
    const registry = await open();
    const first = aPointer();
    const second = aPointer({ version: newer, since: '2026-11-08T00:00:00.000Z' });
    expect(await registry.moveChampion(first, second)).toBe(false);
    expect(await registry.moveChampion(undefined, first)).toBe(true);
    expect(await registry.moveChampion(undefined, second)).toBe(false);
    expect(await registry.moveChampion(first, second)).toBe(true);
    expect(await registry.moveChampion(first, second)).toBe(false);
    expect(await registry.champion()).toEqual(second);
    expect(await registry.championHistory()).toEqual([second, first]);
  });

  it('lets one of many movers win', async () => {
    const registry = await open();
    const movers = Array.from({ length: 8 }, (_, n) => aPointer({ by: `mover ${n}` }));
    const won = await Promise.all(movers.map((pointer) => registry.moveChampion(undefined, pointer)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await registry.champion()).toEqual(movers[won.indexOf(true)]);
  });
}
