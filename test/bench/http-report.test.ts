import { describe, expect, it } from '@jest/globals';
import type { Measured } from '../../bench/http/measure.ts';
import { type Facts, type Result, reportOf, verdicts } from '../../bench/http/report.ts';

const round = (figures: Partial<Measured>): Measured => ({
  perSecond: 1_000,
  answered: 4_000,
  failed: 0,
  p50Ms: 5,
  p99Ms: 10,
  mostMs: 20,
  startMs: 800,
  memoryMb: 150,
  cpuMs: 0.5,
  ...figures,
});

const result = (name: string, ...rounds: Partial<Measured>[]): Result => ({
  contender: { name, answers: 'probability' },
  rounds: rounds.map(round),
});

const facts: Facts = {
  machine: 'a machine',
  command: 'a command',
  model: 'a model',
  seconds: 4,
  connections: 16,
  busy: 1,
  absent: ['BentoML: is not there'],
  remains: '## What remains\n\nThe disk.\n',
};

describe('the report of the HTTP benchmark', () => {
  it('sets medians of rounds beside each other, better being more', () => {
    const own = result('Mainstay', { perSecond: 1_000 }, { perSecond: 3_000 }, { perSecond: 2_000 });
    const flask = result(
      'Flask',
      { perSecond: 90, cpuMs: 5, startMs: 1_600 },
      { perSecond: 110, cpuMs: 5, startMs: 1_600 },
    );
    const text = reportOf([own, flask], facts);
    expect(text).toContain('| Flask | **20.0×** | 1.0× | 10.0× | 2.0× | 1.0× |'); // 2000 ÷ 100, 10 ÷ 10, 5 ÷ 0.5, 1600 ÷ 800
    expect(text).toContain('| 2000 (1000–3000) |');
    expect(text).toContain('Not measured: BentoML: is not there');
    expect(text).not.toContain('busy with other things');
    expect(text.endsWith('The disk.\n')).toBe(true);
  });

  it.each([
    [1_500, 9, [true, true]],
    [1_499, 9, [false, true]],
    [1_500, 10, [true, false]],
  ])('holds %d requests a second and a p99 of %d ms to the targets', (perSecond, p99Ms, met) => {
    const found = verdicts([result('Mainstay', { perSecond, p99Ms }), result('Flask', { perSecond: 100 })]);
    expect(found.map((verdict) => verdict.met)).toEqual(met);
  });
});
