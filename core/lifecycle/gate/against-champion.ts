import type { BlastRadius, GateCheck } from './gate-decision.ts';
import type { PairedGains } from './paired-bootstrap.ts';
import type { GateMeasure, GatePolicy } from './policy.ts';

/** CHK010: a model that moves most customers may be right, but a team that plans by tiers has to know first. */
export function mostStay({ changedTierShare, newHigh, compared }: BlastRadius, policy: GatePolicy): GateCheck {
  const bound = policy.changedTierShare;
  const changed = `${(100 * changedTierShare).toFixed(1)} % of ${compared} current customers would change tier`;
  return {
    code: 'CHK010',
    passed: changedTierShare <= bound,
    detail: `${changed}, ${newHigh} of them into the high one; ${(100 * bound).toFixed(0)} % is the most without a person.`,
    figures: { changedTierShare, newHigh, compared, bound },
  };
}

/** CHK003 to CHK005. */
export function againstChampion(
  profile: string,
  champion: {
    readonly profile: string;
    readonly probabilities: Float64Array | undefined;
    readonly seenRows: number | null;
  },
  gains: PairedGains | undefined,
  leavers: number,
  stayers: number,
  { measure, margins, fewestLeavers }: GatePolicy,
): GateCheck[] {
  if (profile !== champion.profile || champion.probabilities === undefined) {
    const why =
      profile === champion.profile
        ? 'The champion cannot score these rows: their columns mean something else to it.'
        : `It was trained with the profile "${profile}", the champion with "${champion.profile}".`;
    return [{ code: 'CHK003', passed: false, detail: `${why} A person decides that.`, figures: {} }];
  }
  const { seenRows } = champion;
  const same: GateCheck = {
    code: 'CHK003',
    passed: true,
    detail: `Both score the same rows of the profile "${profile}".${seenInWords(seenRows)}`,
    figures: seenRows === null ? {} : { seenRows },
  };
  if (!gains) {
    const detail = `${leavers} leavers and ${stayers} who stayed are too few to compare two models; ${fewestLeavers} of each are needed.`;
    return [same, { code: 'CHK004', passed: false, detail, figures: { leavers, stayers, fewestLeavers } }];
  }
  const other: GateMeasure = measure === 'rocAuc' ? 'brier' : 'rocAuc';
  const better: GateCheck = {
    code: 'CHK004',
    passed: gains[measure].low > 0,
    detail: `${gainInWords(measure, gains)}; above 0 as a whole is needed.`,
    figures: { ...gains[measure], needed: 0 },
  };
  const bound = -margins[other];
  const notWorse: GateCheck = {
    code: 'CHK005',
    passed: gains[other].low >= bound,
    detail: `${gainInWords(other, gains)}; at least ${bound} as a whole is needed.`,
    figures: { ...gains[other], needed: bound },
  };
  return [same, better, notWorse];
}

function seenInWords(seenRows: number | null): string {
  if (seenRows === null) return ' What the champion was trained on is not known: it may have seen some of them.';
  return seenRows === 0 ? '' : ` ${seenRows} more are left out, since the champion may have been trained on them.`;
}

const measureNames = { rocAuc: 'ROC AUC', brier: 'Brier score' } as const;

function gainInWords(measure: GateMeasure, gains: PairedGains): string {
  const { value, low, high } = gains[measure];
  return `On the same rows its gain in ${measureNames[measure]} is ${signed(value)} (${signed(low)} to ${signed(high)})`;
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
