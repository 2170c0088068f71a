import type { Result } from './measure.ts';
import type { Pace } from './rounds.ts';

/** Ratio to pinned XGBoost on one thread, differences in log-odds, and time, that must be reached. */
const targets = {
  ratio: new Map<string, number>([
    ['300-depth-4', 70],
    ['300-depth-6', 80],
  ]),
  value: 5e-6,
  sum: 1e-5,
  oneRow: { model: '300-depth-6', ms: 0.5 },
  firstAnswer: { model: '300-depth-6', ms: 10 },
} as const;

const pace = (rowsPerSecond: number): string =>
  rowsPerSecond >= 1000 ? `${(rowsPerSecond / 1000).toFixed(1)} k` : rowsPerSecond.toFixed(rowsPerSecond < 100 ? 1 : 0);
const spread = ({ median, least, most }: Pace): string => `${pace(median)} (${pace(least)}–${pace(most)})`;

/** One model's part of the results. */
export function section(result: Result): string {
  const { model, own, oneRowMs: one, preparedMs, imageToAnswerMs, imageBytes, sum, peers, absent } = result;
  const lines = peers.map(
    (peer) =>
      `| ${peer.name} | **${(own.median / peer.median).toFixed(1)}** | ${spread(peer)} | ${peer.value.toExponential(1)} |`,
  );
  return [
    `## ${model.replaceAll('-', ' ').replace(' depth', ' trees of depth')}`,
    '',
    '| against | ratio of medians | rows/s: median (slowest–fastest round) | max Δ of a contribution |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
    `Mainstay, 1 thread: ${spread(own)} rows/s; one row alone ${one.toFixed(3)} ms; preparing from the trees and the first row ` +
      `${preparedMs.toFixed(1)} ms; from the kept image (${(imageBytes / 1e6).toFixed(1)} MB) to the first row, in a process where nothing is ` +
      `warm, ${imageToAnswerMs.toFixed(1)} ms. Largest |bias + Σ − margin| ${sum.toExponential(1)}.`,
    ...(absent.length > 0 ? ['', `Not installed: ${absent.join(', ')}.`] : []),
    '',
  ].join('\n');
}

/** The targets, each with whether it was reached. */
export function verdicts(results: readonly Result[]): { text: string; met: boolean }[] {
  return results.flatMap(({ model, own, peers, sum, oneRowMs: one, imageToAnswerMs: first }) => {
    const [pinned] = peers;
    if (pinned === undefined) throw new Error('the pinned XGBoost is not there');
    const ratio = own.median / pinned.median;
    const wanted = targets.ratio.get(model);
    return [
      ...(wanted === undefined
        ? []
        : [{ text: `${model}: ${ratio.toFixed(0)}× ${pinned.name}, at least ${wanted}×`, met: ratio >= wanted }]),
      {
        text: `${model}: values within ${pinned.value.toExponential(1)}, at most ${targets.value.toExponential()}`,
        met: pinned.value <= targets.value,
      },
      {
        text: `${model}: sums within ${sum.toExponential(1)}, at most ${targets.sum.toExponential()}`,
        met: sum <= targets.sum,
      },
      ...(model === targets.oneRow.model
        ? [{ text: `one row ${one.toFixed(3)} ms, at most ${targets.oneRow.ms} ms`, met: one <= targets.oneRow.ms }]
        : []),
      ...(model === targets.firstAnswer.model
        ? [
            {
              text: `kept image to first row ${first.toFixed(1)} ms, at most ${targets.firstAnswer.ms} ms`,
              met: first <= targets.firstAnswer.ms,
            },
          ]
        : []),
    ];
  });
}
