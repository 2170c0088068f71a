import { describe, expect, it } from '@jest/globals';
import { createCalibration } from '../../../core/scoring/calibrate.ts';

describe('createCalibration', () => {
  it('applies a sigmoid to log-odds', () => {
    const calibrate = createCalibration({ kind: 'sigmoid', slope: 2, intercept: -1 }, false);
    expect(calibrate(0.5)).toBe(0.5); // 2 × 0.5 − 1 = 0
    expect(calibrate(1)).toBeCloseTo(1 / (1 + Math.E ** -1), 15);
    expect([calibrate(-1e6), calibrate(1e6)]).toEqual([0, 1]);
  });

  it('takes an averaged probability through its log-odds, kept away from 0 and 1', () => {
    const calibrate = createCalibration({ kind: 'sigmoid', slope: 1, intercept: 0 }, true);
    expect(calibrate(0.3)).toBeCloseTo(0.3, 12);
    expect(calibrate(0)).toBeCloseTo(1e-6, 12);
    expect(calibrate(1)).toBeCloseTo(1 - 1e-6, 12);
  });

  it('joins the points of an isotonic calibration by straight lines, flat outside', () => {
    const calibrate = createCalibration({ kind: 'isotonic', x: [-1, 0, 2], y: [0.1, 0.2, 0.8] }, false);
    expect([-5, -1, 0, 2, 9].map(calibrate)).toEqual([0.1, 0.1, 0.2, 0.8, 0.8]);
    expect(calibrate(-0.5)).toBeCloseTo(0.15, 12);
    expect(calibrate(1)).toBeCloseTo(0.5, 12);
  });

  it('steps where two points share an x', () => {
    const calibrate = createCalibration({ kind: 'isotonic', x: [0, 1, 1, 2], y: [0, 0.2, 0.6, 1] }, false);
    expect(calibrate(1 - 1e-12)).toBeCloseTo(0.2, 9);
    expect(calibrate(1)).toBe(0.6);
  });
});
