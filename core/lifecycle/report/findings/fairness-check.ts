import type { Words } from '../../../profile/profile.ts';
import type { Estimate, GroupFairness, Metrics } from '../../metrics.ts';
import { toleratedCalibrationError } from './calibration-check.ts';
import { fewestCustomers } from './segment-check.ts';

/** How a group fares at the threshold, beside all customers. Codes are stable; more than one can apply. */
export type FairnessFinding =
  | 'found-less'
  | 'found-more'
  | 'bothered-more'
  | 'bothered-less'
  | 'told-too-low'
  | 'told-too-high'
  | 'too-few';

export const fairnessWords: Readonly<Record<FairnessFinding, Words>> = {
  'found-less': { en: 'its leavers are found less often', ko: '이탈 고객을 덜 찾아냄' },
  'found-more': { en: 'its leavers are found more often', ko: '이탈 고객을 더 찾아냄' },
  'bothered-more': {
    en: 'its stayers are contacted needlessly more often',
    ko: '남을 고객에게 불필요한 연락이 더 많음',
  },
  'bothered-less': {
    en: 'its stayers are contacted needlessly less often',
    ko: '남을 고객에게 불필요한 연락이 더 적음',
  },
  'told-too-low': { en: 'its risk is told too low', ko: '위험을 낮게 말함' },
  'told-too-high': { en: 'its risk is told too high', ko: '위험을 높게 말함' },
  'too-few': { en: 'too few to tell', ko: '판단하기에 너무 적음' },
};

/** What a group may be worse off by; the rest is for the eye to see, without a flag. */
export const disadvantages: ReadonlySet<FairnessFinding> = new Set([
  'found-less',
  'bothered-more',
  'told-too-low',
  'told-too-high',
]);

/** What all customers get, which each group is held against. */
export interface EveryOne {
  /** Of those who left, the share selected. */
  readonly found: number;
  /** Of those who stayed, the share selected. */
  readonly bothered: number;
}

/** Rates of all test customers at the threshold. */
export function everyOne({ confusion }: Metrics): EveryOne {
  const { truePositive, falseNegative, falsePositive, trueNegative } = confusion;
  return {
    found: truePositive / Math.max(1, truePositive + falseNegative),
    bothered: falsePositive / Math.max(1, falsePositive + trueNegative),
  };
}

/**
 * What stands out in a group. A rate stands out where its whole interval lies on one side of everyone's, a risk where its
 * gap surely differs from 0 by more than two points: differences that may be chance are not called unfair.
 */
export function checkFairness(group: GroupFairness, all: EveryOne): FairnessFinding[] {
  if (group.customers < fewestCustomers) return ['too-few'];
  return [
    ...besides(group.truePositiveRate, all.found, 'found-less', 'found-more'),
    ...besides(group.falsePositiveRate, all.bothered, 'bothered-less', 'bothered-more'),
    ...gap(group.calibrationGap),
  ];
}

function besides(
  rate: Estimate | null,
  all: number,
  below: FairnessFinding,
  above: FairnessFinding,
): FairnessFinding[] {
  if (rate === null) return [];
  if (rate.high < all) return [below];
  return rate.low > all ? [above] : [];
}

function gap({ value, low, high }: Estimate): FairnessFinding[] {
  if (Math.abs(value) <= toleratedCalibrationError) return [];
  if (low > 0) return ['told-too-low'];
  return high < 0 ? ['told-too-high'] : [];
}
