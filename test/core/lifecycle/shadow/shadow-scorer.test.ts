import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ShadowPointer } from '../../../../core/lifecycle/shadow/shadow.ts';
import { ShadowScorer } from '../../../../core/lifecycle/shadow/shadow-scorer.ts';
import type { ShadowTally } from '../../../../core/lifecycle/shadow/shadow-tally.ts';
import type { Engine } from '../../../../core/scoring/engine.ts';
import type { ScoringModel } from '../../../../core/scoring/scoring-model.ts';
import { testEngine } from '../../../support/bundle.ts';
import { randomValues, seeded } from '../../../support/profile.ts';

const [champion, silent] = ['20261101T000000Z-aaaaaaaa', '20261102T000000Z-bbbbbbbb'] as const;
const pointer: ShadowPointer = {
  version: silent,
  since: '2026-11-22T00:00:00.000Z',
  until: '2026-11-24T00:00:00.000Z',
  by: 'ana',
  reason: 'two days',
};
let one: Engine;
let other: Engine;
beforeAll(async () => {
  [one, other] = [await testEngine(), await testEngine({ ensemble: 'linear' })];
});
const random = seeded(5);
const values = Array.from({ length: 40 }, () => randomValues(random));

const mostWaitMs = 100;

/** A scorer with a pointer and a clock to move by hand; waiting for others ends at once, other waiting by `state.wake`. */
function world(
  model: () => Promise<ScoringModel> = async () => other,
  { flushIntervalMs = 0, pollIntervalMs = Number.POSITIVE_INFINITY } = {},
) {
  const state = {
    wake: (): void => undefined,
    pointer: undefined as ShadowPointer | undefined,
    now: Date.parse('2026-11-22T10:00:00.000Z'),
    isAway: false,
  };
  const kept: ShadowTally[] = [];
  const failures: unknown[] = [];
  let loads = 0;
  const scorer = new ShadowScorer({
    shadows: {
      current: async () => {
        if (state.isAway) throw new Error('the records are away');
        return state.pointer;
      },
      add: async (tally) => {
        if (state.isAway) throw new Error('the records are away');
        kept.push(tally);
      },
    },
    load: async () => {
      loads += 1;
      return model();
    },
    clock: { now: () => new Date(state.now) },
    pollIntervalMs,
    flushIntervalMs,
    mostWaitMs,
    wait: (ms) =>
      new Promise((resolve) => {
        if (ms === mostWaitMs) setImmediate(resolve);
        else state.wake = resolve;
      }),
    onFailure: (_version, error) => failures.push(error),
  });
  const answer = async (): Promise<void> => {
    const scores = one.score(values.map((row, n) => ({ customerId: `c${n}`, values: row, monthlyValueMinor: null })));
    await scorer.observe({ champion: { version: champion, engine: one }, values, scores });
  };
  return { scorer, state, kept, failures, answer, loads: () => loads };
}

describe('ShadowScorer', () => {
  it('counts how its model differs from what was answered, and holds no customer', async () => {
    const { scorer, state, kept, answer } = world();
    state.pointer = pointer;
    await scorer.refresh();
    await answer();
    const [before, after] = [one.scoreProbabilities(values), other.scoreProbabilities(values)];
    const change = before.reduce((sum, p, row) => sum + Math.round(Math.abs(after[row]! - p) * 1e6), 0);
    expect(kept).toMatchObject([
      { version: silent, champion, day: '2026-11-22', compared: 40, missed: 0, changeMillionths: change },
    ]);
    expect(kept[0]!.changes.reduce((sum, n) => sum + n, 0)).toBe(40);
    expect(JSON.stringify(kept)).not.toMatch(/"c\d+"/);
  });

  it('says nothing without a pointer, before its model is there, after its time, and beside itself', async () => {
    const { scorer, state, kept, answer } = world();
    await scorer.refresh();
    await answer();
    state.pointer = { ...pointer, version: champion };
    await scorer.refresh();
    await answer();
    state.pointer = pointer;
    await answer();
    await scorer.refresh();
    state.now = Date.parse(pointer.until);
    await answer();
    await scorer.flush();
    expect(kept).toEqual([]);
  });

  it('adds up in memory until it is time to write', async () => {
    const { scorer, state, kept, answer } = world(undefined, { flushIntervalMs: 2_000 });
    state.pointer = pointer;
    await scorer.refresh();
    await answer();
    await answer();
    expect(kept).toEqual([]);
    state.now += 2_000;
    await answer();
    expect(kept).toMatchObject([{ compared: 120 }]);
  });

  it('writes when it is time, though nobody comes any more', async () => {
    const { scorer, state, kept, answer } = world(undefined, { flushIntervalMs: 2_000 });
    state.pointer = pointer;
    await scorer.refresh();
    for (const compared of [40, 80]) {
      if (compared > 40) await answer();
      await answer();
      state.wake();
      await new Promise(setImmediate);
      expect(kept.at(-1)).toMatchObject({ compared });
    }
    expect(kept).toHaveLength(2);
  });

  it('counts the first answer after a pause', async () => {
    const { state, kept, answer } = world(undefined, { pollIntervalMs: 2_000 });
    await answer();
    state.pointer = pointer;
    state.now += 60_000;
    await answer();
    expect(kept).toMatchObject([{ compared: 40 }]);
  });

  it('never fails what it looks on: a model that fails or answers too late has missed these customers', async () => {
    const failing: ScoringModel = {
      ...other,
      scoreProbabilities: () => {
        throw new Error('broken');
      },
    };
    const late: ScoringModel = { ...other, scoreProbabilities: () => new Promise(() => undefined) };
    for (const model of [failing, late]) {
      const { scorer, state, kept, answer } = world(async () => model);
      state.pointer = pointer;
      await scorer.refresh();
      await answer();
      expect(kept).toMatchObject([{ compared: 0, missed: 40 }]);
    }
  });

  it('does not load a damaged model again and again, and says why it cannot', async () => {
    const { scorer, state, kept, failures, answer, loads } = world(async () => {
      throw new Error('damaged');
    });
    state.pointer = pointer;
    await scorer.refresh();
    await scorer.refresh();
    await answer();
    expect([loads(), failures.length, kept.length]).toEqual([1, 1, 0]);
  });

  it('tells of a failure once, and of the next one after it has gone well again', async () => {
    let isBroken = true;
    const moody: ScoringModel = {
      ...other,
      scoreProbabilities: (rows) => {
        if (isBroken) throw new Error('broken');
        return other.scoreProbabilities(rows);
      },
    };
    const { scorer, state, kept, failures, answer } = world(async () => moody);
    state.pointer = pointer;
    await scorer.refresh();
    await answer();
    await answer();
    expect(failures).toMatchObject([{ message: 'broken' }]);
    isBroken = false;
    await answer();
    isBroken = true;
    await answer();
    expect(failures).toHaveLength(2);
    expect(kept.map(({ compared, missed }) => [compared, missed])).toEqual([
      [0, 40],
      [0, 40],
      [40, 0],
      [0, 40],
    ]);
    state.isAway = true;
    await scorer.refresh();
    await scorer.refresh();
    await answer();
    await answer();
    expect(failures).toHaveLength(4); // the pointer, and the counts
    state.isAway = false;
    await scorer.refresh();
    state.isAway = true;
    await scorer.refresh();
    expect(failures).toHaveLength(5);
  });
});
