import { describe, expect, it } from '@jest/globals';
import { calibrationCheck } from '../../../../../core/lifecycle/report/findings/calibration-check.ts';
import { checkSegment, type SegmentFigures } from '../../../../../core/lifecycle/report/findings/segment-check.ts';
import { exampleInput } from '../../../../support/report-input.ts';

const { metrics } = exampleInput();

describe('calibrationCheck', () => {
  it('knows what chance alone gives', () => {
    const bin = { customers: 500, meanProbability: 0.2, observedRate: 0.2, low: 0.1, high: 0.3 };
    const { expectedByChance } = calibrationCheck({ ...metrics, calibrationBins: [bin, bin] });
    expect(expectedByChance).toBeCloseTo(Math.sqrt((2 * 0.2 * 0.8) / (Math.PI * 500)), 12);
  });

  it('is good for a calibrated model and off for one that says too much', () => {
    expect(calibrationCheck(metrics).state).toBe('good');
    expect(calibrationCheck(exampleInput({ bias: 0.5 }).metrics).state).toBe('off');
  });

  it('forgives few test rows what chance explains', () => {
    const few = exampleInput({ testCustomers: 300 }).metrics;
    const figures = { ...few.figures, calibrationError: { value: 0.05, low: 0.02, high: 0.09 } };
    expect(calibrationCheck({ ...few, figures }).state).toBe('good');
    expect(calibrationCheck({ ...metrics, figures }).state).toBe('off');
  });

  it('takes as its example the bin nearest to 30 %', () => {
    const nearest = calibrationCheck(metrics).example?.meanProbability ?? Number.NaN;
    for (const bin of metrics.calibrationBins) {
      expect(Math.abs(nearest - 0.3)).toBeLessThanOrEqual(Math.abs(bin.meanProbability - 0.3));
    }
    expect(calibrationCheck({ ...metrics, calibrationBins: [] }).example).toBeUndefined();
  });
});

describe('checkSegment', () => {
  const segment: SegmentFigures = {
    feature: 'plan',
    group: 'Basic',
    customers: 400,
    leavers: 80,
    observedRate: { value: 0.2, low: 0.16, high: 0.24 },
    meanProbability: 0.21,
    rocAuc: metrics.figures.rocAuc,
  };
  const worse = { value: 0.6, low: 0.55, high: metrics.figures.rocAuc.low - 0.001 };

  it.each([
    ['fine', {}],
    ['too-few', { customers: 29, meanProbability: 0.9 }],
    ['rate-too-high', { meanProbability: 0.25 }],
    ['rate-too-low', { meanProbability: 0.15 }],
    ['fine', { observedRate: { value: 0.2, low: 0.195, high: 0.205 }, meanProbability: 0.215 }], // within two points
    ['ranks-worse', { rocAuc: worse }],
    ['rate-too-high', { meanProbability: 0.25, rocAuc: worse }],
    ['fine', { rocAuc: null }],
  ])('says %s of %j', (state, change) => {
    expect(checkSegment({ ...segment, ...change }, metrics)).toBe(state);
  });
});
