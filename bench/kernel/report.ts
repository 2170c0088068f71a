import type { Pace } from '../reasons/rounds.ts';
import type { Result } from './measure.ts';

/** Ratios to the newest XGBoost on one thread, and to the fastest compiled trees; time of one row and of a start. */
const targets = {
  xgboost: new Map<string, number>([
    ['300-depth-6', 10],
    ['300-depth-4', 15],
    ['1000-depth-8', 8],
    ['300-lossguide-64', 4],
  ]),
  compiled: 3,
  main: '300-depth-6',
  oneRowUs: 5,
  imageToAnswerMs: 10,
} as const;

const pace = (rowsPerSecond: number): string =>
  rowsPerSecond >= 1e6 ? `${(rowsPerSecond / 1e6).toFixed(2)} M` : `${(rowsPerSecond / 1000).toFixed(1)} k`;
const spread = ({ median, least, most }: Pace): string => `${pace(median)} (${pace(least)}–${pace(most)})`;

/** One model's part of the results. */
export function section({ model, own, peers, absent, ...found }: Result): string {
  const [rows] = own;
  const lines = peers.map(
    (peer) => `| ${peer.name} | **${(rows!.median / peer.median).toFixed(1)}** | ${spread(peer)} |`,
  );
  return [
    `## ${model.replaceAll('-', ' ')}`,
    '',
    '| against | ratio of medians | rows/s: median (slowest–fastest round) |',
    '| --- | --- | --- |',
    ...lines,
    ...own.map(
      (contender) => `| ${contender.name} | ${(rows!.median / contender.median).toFixed(1)} | ${spread(contender)} |`,
    ),
    '',
    `Margins that differ in a bit from the pinned XGBoost's: ${found.differentRows} of ${found.rows} rows. One row alone,`,
    `warm: ${found.oneRowUs.toFixed(2)} µs. Image: ${(found.imageBytes / 1000).toFixed(0)} kB, built in ${found.buildMs.toFixed(1)} ms,`,
    `from image to the first answer ${found.imageToAnswerMs.toFixed(1)} ms.`,
    ...(absent.length > 0 ? ['', ...absent.map((peer) => `Not measured: ${peer}.`)] : []),
    '',
  ].join('\n');
}

/** The targets, each with whether it was reached. */
export function verdicts(results: readonly Result[]): { text: string; met: boolean }[] {
  return results.flatMap(({ model, own, peers, ...found }) => {
    const newest = peers.find(
      ({ kind }) => kind.library === 'xgboost' && kind.environment === '.bench-venv' && kind.threads === 1,
    );
    const compiled = peers
      .filter(({ kind }) => kind.library === 'tl2cgen' || kind.library === 'lleaves')
      .toSorted((a, b) => b.median - a.median)[0];
    const atLeast = (peer: typeof newest, wanted: number | undefined) => {
      if (peer === undefined || wanted === undefined) return [];
      const ratio = own[0]!.median / peer.median;
      return [{ text: `${model}: ${ratio.toFixed(1)}× ${peer.name}, at least ${wanted}×`, met: ratio >= wanted }];
    };
    const atMost = (what: string, value: number, wanted: number, unit: string) => ({
      text: `${model}: ${what} ${value.toFixed(2)} ${unit}, at most ${wanted} ${unit}`,
      met: value <= wanted,
    });
    return [
      { text: `${model}: margins equal in every bit on ${found.rows} rows`, met: found.differentRows === 0 },
      ...atLeast(newest, targets.xgboost.get(model)),
      ...atLeast(compiled, targets.compiled),
      ...(model === targets.main
        ? [
            atMost('one row', found.oneRowUs, targets.oneRowUs, 'µs'),
            atMost('from image to answer', found.imageToAnswerMs, targets.imageToAnswerMs, 'ms'),
          ]
        : []),
    ];
  });
}
