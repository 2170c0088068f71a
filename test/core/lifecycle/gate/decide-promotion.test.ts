import { describe, expect, it } from '@jest/globals';
import {
  canBeOverridden,
  decidePromotion,
  type GateEvidence,
} from '../../../../core/lifecycle/gate/decide-promotion.ts';
import { GateDecision, noMoves } from '../../../../core/lifecycle/gate/gate-decision.ts';
import { GatePolicy } from '../../../../core/lifecycle/gate/policy.ts';
import type { SegmentRows } from '../../../../core/lifecycle/gate/segment-floors.ts';
import { challengerVersion, championVersion, evidenceOf, madeRows, measured } from './made-models.ts';

const failedCodes = (evidence: GateEvidence, policy?: GatePolicy): string[] =>
  decidePromotion(evidence, policy)
    .checks.filter(({ passed }) => !passed)
    .map(({ code }) => code);

const better = { customers: 2_000, championNoise: 1.6, challengerNoise: 0.8 };

/** The policy with fewer rounds, since this repeats hundreds of times. */
const quick = GatePolicy.parse({ bootstrapRounds: 300 });

describe('decidePromotion of a challenger', () => {
  it('promotes one that is truly better, with every number it rests on', () => {
    const decision = decidePromotion(evidenceOf(madeRows(1, better)));
    expect(decision).toMatchObject({ promote: true, challenger: challengerVersion, champion: championVersion });
    expect(decision.gains?.rocAuc.low).toBeGreaterThan(0);
    expect(decision.testRows?.customers).toBe(2_000);
    expect(decision.reason).toContain(championVersion);
    expect(GateDecision.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
  });

  it('keeps the champion where the challenger is equal to it', () => {
    const rows = madeRows(1, better);
    expect(failedCodes(evidenceOf({ ...rows, challenger: rows.champion }))).toEqual(['CHK004']);
  });

  it('promotes by chance alone in at most 5 % of 200 trials', () => {
    let promoted = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const rows = madeRows(seed, { customers: 1_000, championNoise: 1, challengerNoise: 1 });
      if (decidePromotion(evidenceOf(rows), quick).promote) promoted += 1;
    }
    expect(promoted).toBeLessThanOrEqual(10);
  });

  it.each([
    ['the ROC AUC rises by about 0.054', 1, 0.35, 0.95],
    ['the ROC AUC rises by about 0.030', 1, 0.65, 0.6],
    ['the ROC AUC rises by about 0.017', 1, 0.8, 0.25],
  ])('finds a better one of 2,000 customers where %s', (_, championNoise, challengerNoise, power) => {
    let promoted = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const rows = madeRows(seed, { customers: 2_000, championNoise, challengerNoise });
      if (decidePromotion(evidenceOf(rows), quick).promote) promoted += 1;
    }
    expect(promoted / 60).toBeGreaterThanOrEqual(power);
  });

  it('keeps the champion where one segment would be served worse', () => {
    const rows = madeRows(2, better);
    const challenger = rows.challenger.map((p, row) => (inSegment(row) ? rows.champion[(row + 400) % 2_000]! : p));
    const members = [...challenger.keys()].filter(inSegment);
    const segments: SegmentRows[] = [{ feature: 'plan', group: 'student', rows: members }];
    const evidence = { ...evidenceOf({ ...rows, challenger }), segments };
    expect(failedCodes(evidence)).toEqual(['CHK007']);
    expect(decidePromotion(evidence).reason).toContain('plan student');
    const tooSmall = { ...evidence, segments: [{ ...segments[0]!, rows: members.slice(0, 299) }] };
    expect(failedCodes(tooSmall)).toEqual([]);
  });

  it('names the three groups that would be served worst, and keeps the figures of all', () => {
    const rows = madeRows(2, better);
    const challenger = rows.challenger.map((_, row) => rows.champion[(row + 400) % 2_000]!);
    const everybody = [...challenger.keys()];
    const segments = Array.from({ length: 7 }, (_, n) => ({ feature: 'plan', group: `g${n}`, rows: everybody }));
    const { checks } = decidePromotion({ ...evidenceOf({ ...rows, challenger }), segments });
    const check = checks.find(({ code }) => code === 'CHK007');
    expect(check?.detail.match(/plan g\d/g)).toHaveLength(3);
    expect(check?.detail).toContain('; and 4 more.');
    expect(Object.keys(check?.figures ?? {}).filter((name) => name.endsWith(' floor'))).toHaveLength(7);
  });

  it('never promotes one whose golden rows fail, and lets no person do so', () => {
    const evidence = evidenceOf(madeRows(1, better));
    const goldenRowsFailure = 'Row 7: probability 0.31 instead of 0.30.';
    const wrong = { ...evidence, challenger: { ...evidence.challenger, goldenRowsFailure } };
    const decision = decidePromotion(wrong);
    expect(decision.promote).toBe(false);
    expect(decision.reason).toContain('Row 7');
    expect(canBeOverridden(decision)).toBe(false);
  });

  it.each<[string, string, (evidence: GateEvidence) => GateEvidence]>([
    ['CHK001', 'is beaten by one rule', (e) => withChallenger(e, { metrics: measured(0.61) })],
    ['CHK002', 'tells less than the churn rate', (e) => withChallenger(e, { metrics: measured(0.74, 0.48) })],
    ['CHK003', 'has another profile', (e) => withChallenger(e, { profile: 'telco' })],
    ['CHK006', 'is badly calibrated', (e) => withChallenger(e, { metrics: measured(0.74, 0.41, 0.09) })],
    ['CHK009', 'is slow', (e) => withChallenger(e, { microsecondsPerCustomer: 5_001 })],
    ['CHK010', 'moves most customers', (e) => ({ ...e, blastRadius: moving(0.51) })],
  ])('turns away by %s one that %s; a person may decide otherwise', (code, _, change) => {
    const evidence = change(evidenceOf(madeRows(1, better)));
    expect(failedCodes(evidence)).toEqual([code]);
    expect(canBeOverridden(decidePromotion(evidence))).toBe(true);
  });

  it('does not compare on rows of which too few left', () => {
    const evidence = evidenceOf(madeRows(1, better));
    let leavers = 0;
    const left = evidence.left.map((outcome) => (outcome === 1 && (leavers += 1) <= 19 ? 1 : 0));
    expect(failedCodes({ ...evidence, left })).toEqual(['CHK004']);
  });

  it('turns away one that is better in order and worse in its probabilities', () => {
    const rows = madeRows(1, better);
    const challenger = rows.challenger.map((p) => p ** 3); // the same order
    expect(failedCodes(evidenceOf({ ...rows, challenger }))).toEqual(['CHK005']);
  });
});

describe('decidePromotion of a first model', () => {
  it('holds it against the baselines', () => {
    const evidence = { ...evidenceOf(madeRows(1, better)), champion: undefined };
    const decision = decidePromotion(evidence);
    expect(decision).toMatchObject({ promote: true, champion: null, gains: null, testRows: null });
    expect(failedCodes(withChallenger(evidence, { metrics: measured(0.61) }))).toEqual(['CHK001']);
  });
});

const inSegment = (row: number): boolean => row % 5 === 0;

function withChallenger(evidence: GateEvidence, change: Partial<GateEvidence['challenger']>): GateEvidence {
  return { ...evidence, challenger: { ...evidence.challenger, ...change } };
}

function moving(changedTierShare: number) {
  return {
    customers: 100,
    compared: 100,
    moves: noMoves(),
    changedTierShare,
    newHigh: 3,
    noLongerHigh: 1,
    meanAbsoluteChange: 0.1,
  };
}
