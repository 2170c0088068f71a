import type { Metrics } from '../../metrics.ts';

export type SegmentFigures = Metrics['segments'][number];

/** What is wrong with the model in one customer group; `fine` where nothing is that chance does not explain. */
export type SegmentState = 'fine' | 'too-few' | 'rate-too-low' | 'rate-too-high' | 'ranks-worse';

/** Groups below this say nothing either way. */
export const fewestCustomers = 30;
/** Differences between predicted and observed rate below this are not worth a flag, whatever the interval. */
const toleratedRateDifference = 0.02;

/**
 * Judges one group: off where the interval of the observed rate does not hold the mean prediction and the two differ by
 * more than two points; ranking worse where even the upper end of its ROC AUC is below the overall figure's lower end.
 */
export function checkSegment(segment: SegmentFigures, metrics: Metrics): SegmentState {
  if (segment.customers < fewestCustomers) return 'too-few';
  const difference = segment.meanProbability - segment.observedRate.value;
  if (Math.abs(difference) > toleratedRateDifference) {
    if (segment.meanProbability < segment.observedRate.low) return 'rate-too-low';
    if (segment.meanProbability > segment.observedRate.high) return 'rate-too-high';
  }
  if (segment.rocAuc !== null && segment.rocAuc.high < metrics.figures.rocAuc.low) return 'ranks-worse';
  return 'fine';
}
