import type { Metrics } from '../../metrics.ts';

type CalibrationBin = Metrics['calibrationBins'][number];

export interface CalibrationCheck {
  /** `good`: at their word; `off`: more than chance explains. */
  readonly state: 'good' | 'off';
  /** Calibration error that a perfectly calibrated model would show on these rows by chance alone. */
  readonly expectedByChance: number;
  /** The bin whose mean probability is nearest to 30 %, the figure people ask about; undefined if there are no bins. */
  readonly example: CalibrationBin | undefined;
}

/** A calibration error is let pass below this, whatever chance explains: no one acts on two points. */
export const toleratedCalibrationError = 0.02;

/**
 * Whether the probabilities can be taken at their word: the error is at most twice what chance alone gives, or at most
 * {@link toleratedCalibrationError}. By chance a bin of n customers with probability p is off by √(2/π · p(1 − p)/n),
 * the mean of a half-normal distribution.
 */
export function calibrationCheck(metrics: Metrics): CalibrationCheck {
  const bins = metrics.calibrationBins.filter((bin) => bin.customers > 0);
  const customers = bins.reduce((sum, bin) => sum + bin.customers, 0);
  const expectedByChance = bins.reduce(
    (sum, { customers: n, meanProbability: p }) =>
      sum + (n / Math.max(1, customers)) * Math.sqrt((2 * p * (1 - p)) / (Math.PI * n)),
    0,
  );
  const limit = Math.max(toleratedCalibrationError, 2 * expectedByChance);
  const [example] = [...bins].sort((a, b) => fromThirty(a) - fromThirty(b));
  return { state: metrics.figures.calibrationError.value <= limit ? 'good' : 'off', expectedByChance, example };
}

function fromThirty(bin: CalibrationBin): number {
  return Math.abs(bin.meanProbability - 0.3);
}
