import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../core/errors.ts';
import { MainstayEvent } from '../../../core/events.ts';
import type { GateCheckCode } from '../../../core/lifecycle/gate/gate-decision.ts';
import { usualGatePolicy } from '../../../core/lifecycle/gate/policy.ts';
import { type PromotionPorts, promote, rollback } from '../../../core/lifecycle/promotion.ts';
import type { AuditEntry, ChampionPointer } from '../../../core/lifecycle/registry.ts';
import { aModel } from '../../contracts/examples.ts';
import { withCode } from '../../support/with-code.ts';

const [a, b, c] = ['20261101T000000Z-aaaaaaaa', '20261102T000000Z-bbbbbbbb', '20261103T000000Z-cccccccc'] as const;

/** A registry with three models in memory, and a clock that moves a second with every look. */
function world(options: { damaged?: string; beforeMove?: (attempt: number, history: ChampionPointer[]) => void } = {}) {
  const history: ChampionPointer[] = [];
  const entries: AuditEntry[] = [];
  const events: MainstayEvent[] = [];
  const verified: string[] = [];
  let attempts = 0;
  let seconds = 0;
  const ports: PromotionPorts = {
    models: {
      register: async () => {},
      get: async (version) => ([a, b, c].some((known) => known === version) ? aModel({ version }) : undefined),
      list: async () => [],
      champion: async () => history[0],
      moveChampion: async (seen, next) => {
        options.beforeMove?.(++attempts, history);
        if (history[0] !== seen) return false;
        history.unshift(next);
        return true;
      },
      championHistory: async () => [...history],
    },
    audit: { append: async (entry) => void entries.push(entry), list: async () => ({ items: entries }) },
    events: { publish: async (...told) => void events.push(...told) },
    clock: { now: () => new Date(Date.UTC(2026, 10, 4, 0, 0, ++seconds)) },
    verify: async (version) => {
      verified.push(version);
      if (version === options.damaged) throw new DomainError('invalid-bundle', 'damaged');
    },
  };
  return { ports, history, entries, events, verified };
}

const decision = { by: 'ana', reason: 'better' };

const moveByOther = (history: ChampionPointer[], version: string, n: number): void => {
  history.unshift({ version, since: `2026-11-05T00:00:0${n % 10}.000Z`, by: 'other', reason: 'meanwhile' });
};

const turnedAway = (...failed: GateCheckCode[]) => ({
  promote: false,
  reason: 'Worse.',
  challenger: a,
  champion: b,
  decidedAt: '2026-11-03T00:00:00.000Z',
  checks: (['CHK004', 'CHK008', 'CHK010'] as const).map((code) => ({
    code,
    passed: !failed.includes(code),
    detail: '',
    figures: {},
  })),
  testRows: null,
  gains: null,
  blastRadius: null,
  policy: usualGatePolicy,
  seed: 1,
});

describe('promote', () => {
  it('moves the pointer and writes down who and why', async () => {
    const { ports, history, entries, verified } = world();
    const pointer = await promote({ version: a, ...decision }, ports);
    expect(pointer).toEqual({ version: a, since: '2026-11-04T00:00:01.000Z', ...decision });
    expect(history).toEqual([pointer]);
    expect(verified).toEqual([a]);
    expect(entries).toEqual([
      { auditId: `promote-${a}-${pointer.since}`, at: pointer.since, action: 'promote', subject: a, ...decision },
    ]);
  });

  describe('of a model that the gate turned away', () => {
    it('is an override that names the failed checks, in the pointer and in the audit log', async () => {
      const { ports, entries, events } = world();
      const gate = { ...ports, decisionOn: async () => turnedAway('CHK004', 'CHK010') };
      const { reason, since } = await promote({ version: a, ...decision }, gate);
      expect(reason).toBe('better (override of CHK004, CHK010)');
      const auditId = `override-${a}-${since}`;
      expect(entries).toEqual([{ auditId, at: since, by: 'ana', action: 'override', subject: a, reason }]);
      expect(events).toMatchObject([{ type: 'ModelPromoted', move: 'promote', reason }]);
    });

    it('needs a reason', async () => {
      const { ports, history } = world();
      const gate = { ...ports, decisionOn: async () => turnedAway('CHK004') };
      const promoted = promote({ version: a, by: 'ana', reason: undefined }, gate);
      await expect(promoted).rejects.toEqual(withCode('reason-needed'));
      expect(history).toEqual([]);
    });

    it('never happens where golden rows failed, whatever the reason', async () => {
      const { ports, history, entries } = world();
      const gate = { ...ports, decisionOn: async () => turnedAway('CHK004', 'CHK008') };
      await expect(promote({ version: a, ...decision }, gate)).rejects.toEqual(withCode('gate-forbids'));
      expect([history, entries]).toEqual([[], []]);
    });

    it('is no override where the gate let it through or never saw it', async () => {
      const { ports, entries } = world();
      await promote(
        { version: a, ...decision },
        { ...ports, decisionOn: async () => ({ ...turnedAway(), promote: true }) },
      );
      await promote({ version: b, by: 'ana', reason: undefined }, { ...ports, decisionOn: async () => undefined });
      expect(entries).toMatchObject([
        { action: 'promote', reason: 'better' },
        { action: 'promote', subject: b },
      ]);
    });
  });

  it('tells of the move and of the champion before', async () => {
    const { ports, events } = world();
    await promote({ version: a, ...decision }, ports);
    const { since } = await promote({ version: b, ...decision }, ports);
    await rollback({ by: 'bo', reason: 'worse' }, ports);
    expect(events).toMatchObject([
      { type: 'ModelPromoted', version: a, versionBefore: null, move: 'promote', ...decision },
      { eventId: `promote-${b}-${since}`, at: since, version: b, versionBefore: a, move: 'promote' },
      { version: a, versionBefore: b, move: 'rollback', by: 'bo', reason: 'worse' },
    ]);
    expect(events.map((event) => MainstayEvent.parse(event))).toEqual(events);
  });

  it('refuses a model that is unknown or the champion already', async () => {
    const { ports, entries } = world();
    const unknown = promote({ version: '20200101T000000Z-00000000', ...decision }, ports);
    await expect(unknown).rejects.toEqual(withCode('model-not-found'));
    await promote({ version: a, ...decision }, ports);
    await expect(promote({ version: a, ...decision }, ports)).rejects.toEqual(withCode('already-current'));
    expect(entries).toHaveLength(1);
  });

  it('never promotes a bundle that does not verify', async () => {
    const { ports, history, entries } = world({ damaged: b });
    await promote({ version: a, ...decision }, ports);
    await expect(promote({ version: b, ...decision }, ports)).rejects.toEqual(withCode('invalid-bundle'));
    expect(history.map(({ version }) => version)).toEqual([a]);
    expect(entries).toHaveLength(1);
  });

  it('tries again when another process moved the pointer in between', async () => {
    const beforeMove = (attempt: number, pointers: ChampionPointer[]) => attempt === 1 && moveByOther(pointers, c, 1);
    const { ports, history, entries, verified } = world({ beforeMove });
    await promote({ version: a, ...decision }, ports);
    expect(history.map(({ version }) => version)).toEqual([a, c]);
    expect(entries).toHaveLength(1);
    expect(verified).toEqual([a]); // verifying is slow: once is enough
  });

  it('sees that the other process promoted the same model', async () => {
    const beforeMove = (attempt: number, pointers: ChampionPointer[]) => attempt === 1 && moveByOther(pointers, a, 1);
    const { ports, history } = world({ beforeMove });
    await expect(promote({ version: a, ...decision }, ports)).rejects.toEqual(withCode('already-current'));
    expect(history).toHaveLength(1);
  });

  it('does not try for ever', async () => {
    const { ports } = world({ beforeMove: (attempt, pointers) => moveByOther(pointers, c, attempt) });
    await expect(promote({ version: a, ...decision }, ports)).rejects.toThrow('10 times in a row');
  });
});

const verify = async () => {
  throw new DomainError('invalid-bundle', 'damaged');
};

describe('rollback', () => {
  it('puts the champion before the current one back, and a second time undoes that', async () => {
    const { ports, history, entries } = world();
    for (const version of [a, b, c]) await promote({ version, ...decision }, ports);
    expect((await rollback({ by: 'bo', reason: 'worse' }, ports)).version).toBe(b);
    expect((await rollback({ by: 'bo', reason: 'no' }, ports)).version).toBe(c);
    expect(history.map(({ version }) => version)).toEqual([c, b, c, b, a]);
    expect(entries.map(({ action }) => action)).toEqual(['promote', 'promote', 'promote', 'rollback', 'rollback']);
  });

  it('says that there is nothing to go back to', async () => {
    const { ports } = world();
    await expect(rollback(decision, ports)).rejects.toEqual(withCode('nothing-to-roll-back'));
    await promote({ version: a, ...decision }, ports);
    await expect(rollback(decision, ports)).rejects.toEqual(withCode('nothing-to-roll-back'));
  });

  it('keeps the champion if the one before is damaged', async () => {
    const { ports, history } = world();
    await promote({ version: a, ...decision }, ports);
    await promote({ version: b, ...decision }, ports);
    await expect(rollback(decision, { ...ports, verify })).rejects.toEqual(withCode('invalid-bundle'));
    expect(history[0]?.version).toBe(b);
  });
});

describe('a promotion that rests on who was the champion', () => {
  it('goes through while that one scores', async () => {
    const { ports, history } = world();
    await promote({ version: a, ...decision, against: null }, ports);
    await promote({ version: b, ...decision, against: a }, ports);
    expect(history.map(({ version }) => version)).toEqual([b, a]);
  });

  it.each([
    ['somebody has made another one the champion', null, b],
    ['somebody has gone back to another one', b, a],
  ])('moves nothing after %s', async (_, against, now) => {
    const { ports, history, entries, events } = world();
    moveByOther(history, now, 1);
    const move = promote({ version: c, ...decision, against }, ports);
    await expect(move).rejects.toMatchObject(withCode('champion-changed'));
    expect(history).toHaveLength(1);
    expect([entries, events]).toEqual([[], []]);
  });

  it('moves nothing where another one takes the place while the bundle is being verified', async () => {
    const { ports, history } = world({
      beforeMove: (attempt, moves) => {
        if (attempt === 2) moveByOther(moves, b, attempt);
      },
    });
    await promote({ version: a, ...decision, against: null }, ports);
    const move = promote({ version: c, ...decision, against: a }, ports);
    await expect(move).rejects.toMatchObject(withCode('champion-changed'));
    expect(history.map(({ version }) => version)).toEqual([b, a]);
  });
});
