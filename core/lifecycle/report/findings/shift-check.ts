import type { Words } from '../../../profile/profile.ts';
import type { DataChanges } from '../../metrics.ts';

/** By the usual convention for the population stability index: below 0.1 little changed, from 0.25 much. */
export const shiftLimits = { some: 0.1, much: 0.25 } as const;

export type ShiftState = 'little' | 'some' | 'much';

export function shiftState(populationStability: number): ShiftState {
  if (populationStability >= shiftLimits.much) return 'much';
  return populationStability >= shiftLimits.some ? 'some' : 'little';
}

export const shiftWords: Readonly<Record<ShiftState, Words>> = {
  little: { en: 'little', ko: '거의 그대로' },
  some: { en: 'some', ko: '다소 변함' },
  much: { en: 'much', ko: '많이 변함' },
};

/** Whether the churn rate surely changed: the two intervals do not touch. False where the earlier rate is not known. */
export function churnRateMoved({ previousChurnRate, churnRate }: DataChanges): boolean {
  if (previousChurnRate === null) return false;
  return previousChurnRate.high < churnRate.low || churnRate.high < previousChurnRate.low;
}
