import type { Metrics } from '../metrics.ts';
import { againstChampion, mostStay } from './against-champion.ts';
import { type BlastRadius, type GateCheck, type GateDecision, neverOverridden } from './gate-decision.ts';
import { beatsMajority, beatsOneRule, comesTrue, fastEnough, reproduced } from './own-checks.ts';
import { type PairedGains, pairedBootstrap } from './paired-bootstrap.ts';
import { type GatePolicy, usualGatePolicy } from './policy.ts';
import { type SegmentRows, servesEverySegment } from './segment-floors.ts';

/** What the gate judges by. */
export interface GateEvidence {
  readonly challenger: {
    readonly version: string;
    readonly profile: string;
    readonly metrics: Metrics;
    /** Probabilities for the test rows. */
    readonly probabilities: Float64Array;
    /** What went wrong when the engine reproduced its golden rows; undefined if nothing did. */
    readonly goldenRowsFailure: string | undefined;
    /** Measured: score with reasons, one customer at a time. */
    readonly microsecondsPerCustomer: number;
  };
  /** Undefined for a first model. */
  readonly champion:
    | {
        readonly version: string;
        readonly profile: string;
        /** For the same rows; undefined where it cannot score them because their columns mean something else to it. */
        readonly probabilities: Float64Array | undefined;
        /** Test rows left out because it may have been trained on them; null where that cannot be told. */
        readonly seenRows: number | null;
      }
    | undefined;
  /** Rows that neither has seen: 1 left, 0 stayed. */
  readonly left: Uint8Array;
  readonly segments: readonly SegmentRows[];
  /** Undefined where there are no current customers. */
  readonly blastRadius: BlastRadius | undefined;
  readonly seed: number;
  readonly decidedAt: Date;
}

/** Whether a challenger takes the champion's place; a first model is held against the baselines. */
export function decidePromotion(evidence: GateEvidence, policy: GatePolicy = usualGatePolicy): GateDecision {
  const { challenger, champion, left, blastRadius, seed, decidedAt } = evidence;
  const leavers = left.reduce((sum, outcome) => sum + outcome, 0);
  const gains = gainsOf(evidence, leavers, policy);
  const checks = [
    reproduced(challenger.goldenRowsFailure),
    beatsOneRule(challenger.metrics),
    beatsMajority(challenger.metrics),
    comesTrue(challenger.metrics, policy),
    servesEverySegment(
      { left, champion: champion?.probabilities, challenger: challenger.probabilities },
      evidence.segments,
      policy,
    ),
    fastEnough(challenger.microsecondsPerCustomer, policy),
    ...(champion ? againstChampion(challenger.profile, champion, gains, leavers, left.length - leavers, policy) : []),
    ...(champion && blastRadius ? [mostStay(blastRadius, policy)] : []),
  ].sort((a, b) => a.code.localeCompare(b.code));
  const failed = checks.filter((check) => !check.passed);
  return {
    promote: failed.length === 0,
    reason: reasonOf(failed, champion?.version),
    challenger: challenger.version,
    champion: champion?.version ?? null,
    decidedAt: decidedAt.toISOString(),
    checks,
    testRows: champion ? { customers: left.length, leavers, seenByChampion: champion.seenRows } : null,
    gains: gains ?? null,
    blastRadius: blastRadius ?? null,
    policy,
    seed,
  };
}

/** Whether a person may promote what the gate turned away. */
export function canBeOverridden({ checks }: Pick<GateDecision, 'checks'>): boolean {
  return checks.every(({ code, passed }) => passed || code !== neverOverridden);
}

function reasonOf(failed: readonly GateCheck[], champion: string | undefined): string {
  if (failed.length > 0) {
    const kept = champion ? `${champion} stays the champion` : 'no model was promoted';
    return `${failed.map(({ detail }) => detail).join(' ')} So ${kept}.`;
  }
  return champion
    ? `It is surely better than ${champion}, and worse in nothing that counts.`
    : 'It is the first model of this home and beats both baselines.';
}

function gainsOf(
  { challenger, champion, left, seed }: GateEvidence,
  leavers: number,
  { bootstrapRounds: rounds, fewestLeavers }: GatePolicy,
): PairedGains | undefined {
  if (!champion?.probabilities || champion.profile !== challenger.profile) return undefined;
  if (Math.min(leavers, left.length - leavers) < fewestLeavers) return undefined;
  const rows = { left, champion: champion.probabilities, challenger: challenger.probabilities };
  return pairedBootstrap(rows, { rounds, seed });
}
