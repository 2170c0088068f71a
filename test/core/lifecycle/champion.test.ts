import { beforeAll, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../core/errors.ts';
import { ChampionHolder } from '../../../core/lifecycle/champion.ts';
import type { ChampionPointer } from '../../../core/lifecycle/registry.ts';
import type { Engine } from '../../../core/scoring/engine.ts';
import { aPointer } from '../../contracts/examples.ts';
import { testEngine } from '../../support/bundle.ts';
import { withCode } from '../../support/with-code.ts';

const [a, b] = ['20261101T000000Z-aaaaaaaa', '20261102T000000Z-bbbbbbbb'] as const;
let engine: Engine;
beforeAll(async () => {
  engine = await testEngine();
});

/** A pointer and a clock to move by hand; loads wait for `release` if they are held. */
function world() {
  const state = { pointer: undefined as ChampionPointer | undefined, nowMs: 0, readFails: false };
  const damaged = new Set<string>();
  const loads: string[] = [];
  const failures: (string | undefined)[] = [];
  let gate = Promise.resolve();
  let reads = 0;
  const holder = new ChampionHolder({
    models: {
      champion: async () => {
        reads++;
        if (state.readFails) throw new Error('store unreachable');
        return state.pointer;
      },
    },
    load: async (version) => {
      loads.push(version);
      await gate;
      if (damaged.has(version)) throw new DomainError('invalid-bundle', `${version} is damaged`);
      return engine;
    },
    clock: { now: () => new Date(state.nowMs) },
    pollIntervalMs: 1000,
    onFailure: (version) => failures.push(version),
  });
  const hold = (): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    return resolve;
  };
  return { holder, state, damaged, loads, failures, hold, reads: () => reads };
}

describe('ChampionHolder', () => {
  it('says that there is no champion, and finds it as soon as there is one', async () => {
    const { holder, state } = world();
    await expect(holder.current()).rejects.toEqual(withCode('no-champion'));
    state.pointer = aPointer({ version: a });
    expect(await holder.current()).toEqual({ version: a, engine });
  });

  it('loads once for many who ask at once, and reads the pointer only when it is due', async () => {
    const { holder, state, loads, reads } = world();
    state.pointer = aPointer({ version: a });
    await Promise.all(Array.from({ length: 20 }, () => holder.current()));
    state.nowMs = 999;
    await holder.current();
    expect([loads, reads()]).toEqual([[a], 1]);
  });

  it('goes on with the old engine while the new one loads', async () => {
    const { holder, state, hold } = world();
    state.pointer = aPointer({ version: a });
    await holder.current();
    const release = hold();
    state.pointer = aPointer({ version: b });
    state.nowMs = 1000;
    expect((await holder.current()).version).toBe(a);
    expect((await holder.current()).version).toBe(a);
    release();
    await holder.refresh();
    expect(holder.held?.version).toBe(b);
  });

  it('answers a call that comes after a pause with the champion of now, not with the one before the pause', async () => {
    const { holder, state } = world();
    state.pointer = aPointer({ version: a });
    await holder.current();
    state.pointer = aPointer({ version: b });
    state.nowMs = 60_000;
    expect((await holder.current()).version).toBe(b);
  });

  it('keeps the old engine and reports where the new one does not verify, and tries again at the next look', async () => {
    const { holder, state, damaged, failures } = world();
    state.pointer = aPointer({ version: a });
    await holder.current();
    damaged.add(b);
    state.pointer = aPointer({ version: b });
    await holder.refresh();
    expect((await holder.current()).version).toBe(a);
    expect([failures, holder.failure]).toEqual([[b], withCode('invalid-bundle')]);
    damaged.clear();
    state.nowMs = 1000;
    await holder.current();
    await holder.refresh();
    expect([holder.held?.version, holder.failure]).toEqual([b, undefined]);
  });

  it('throws what keeps the very first one from loading, without loading it for every request', async () => {
    const { holder, state, damaged, loads } = world();
    damaged.add(a);
    state.pointer = aPointer({ version: a });
    await expect(holder.current()).rejects.toEqual(withCode('invalid-bundle'));
    await expect(holder.current()).rejects.toEqual(withCode('invalid-bundle'));
    expect(loads).toEqual([a]);
    damaged.clear();
    state.nowMs = 1000;
    expect((await holder.current()).version).toBe(a);
  });

  it('keeps scoring when the registry cannot be reached', async () => {
    const { holder, state, failures } = world();
    state.pointer = aPointer({ version: a });
    await holder.current();
    state.readFails = true;
    await holder.refresh();
    expect((await holder.current()).version).toBe(a);
    expect(failures).toEqual([undefined]);
  });

  it('sees a move made during a look that began before it', async () => {
    const { holder, state, hold } = world();
    const release = hold();
    state.pointer = aPointer({ version: a });
    const first = holder.current();
    await Promise.resolve();
    state.pointer = aPointer({ version: b });
    const refreshed = holder.refresh();
    release();
    await first;
    await refreshed;
    expect(holder.held?.version).toBe(b);
  });
});
