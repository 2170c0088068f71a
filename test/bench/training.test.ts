import { describe, expect, it } from '@jest/globals';
import { timed } from '../../bench/training/measure.ts';
import { section } from '../../bench/training/report.ts';
import type { Progress } from '../../local/training/progress.ts';

/** A step that says each message at its time, in seconds, and ends at the last. */
async function stepThatSays(messages: readonly [atSeconds: number, message: string][], endsAtSeconds: number) {
  let nowMs = 5_000;
  const work = async (onProgress: (progress: Progress) => void) => {
    for (const [at, message] of messages) {
      nowMs = 5_000 + at * 1000;
      onProgress({ event: 'progress', step: 'train', message });
    }
    nowMs = 5_000 + endsAtSeconds * 1000;
    return { event: 'done', trials: 2, peakMemoryMb: 180.4 } as const;
  };
  return timed('xgboost', work, () => nowMs);
}

const aStep = () =>
  stepThatSays(
    [
      [2, 'Encoding the folds'],
      [4, '1 of at most 2 settings tried'],
      [9, 'Fitting the best settings to all training rows'],
    ],
    10,
  );

describe('a step of training that is timed', () => {
  it('has its time shared out by what it said', async () => {
    const step = await aStep();
    expect(step).toMatchObject({ step: 'xgboost', seconds: 10, trials: 2, peakMemoryMb: 180.4 });
    expect([...step.parts]).toEqual([
      ['start', 2],
      ['search', 7],
      ['last fit', 1],
    ]);
  });

  it('goes on with what it does where it says something that is not known', async () => {
    const { parts } = await stepThatSays(
      [
        [1, 'Encoding the folds'],
        [2, 'Something new'],
      ],
      3,
    );
    expect([...parts]).toEqual([
      ['start', 1],
      ['search', 2],
    ]);
  });

  it('is all start where it says nothing', async () => {
    expect([...(await stepThatSays([], 3)).parts]).toEqual([['start', 3]]);
  });
});

describe('the section of a data set', () => {
  it('has medians, the spread, the longest part first, and the most memory', async () => {
    const quick = await aStep();
    const slow = { ...quick, seconds: 20, parts: new Map([['search', 20]]), peakMemoryMb: 200.6 };
    const middle = { ...quick, seconds: 12, parts: new Map([['search', 12]]), peakMemoryMb: undefined };
    expect(section('telco', [[quick], [slow], [middle]])).toContain(
      '| xgboost | 12.0 | 10.0–20.0 | 2 | search 93%, start 5%, last fit 2% | 201 |',
    );
  });

  it('leaves empty what is not known', () => {
    const check = { step: 'check', seconds: 1, parts: new Map([['start', 1]]) } as const;
    expect(section('telco', [[{ ...check, trials: undefined, peakMemoryMb: undefined }]])).toContain(
      '| check | 1.0 | 1.0–1.0 |  |  |  |\n\nTogether 1.0 s. Longest: check 100%.',
    );
  });
});
