import type { Figures, Metrics } from '../../../core/lifecycle/metrics.ts';
import { count, estimate } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { table } from '../output/table.ts';

/** One of the models compared. */
export interface ComparedModel {
  readonly version: string;
  readonly metrics: Metrics;
}

interface Line {
  readonly name: string;
  readonly cells: readonly string[];
}

const figureNames: readonly (readonly [name: string, key: keyof Figures, better: 'larger' | 'smaller'])[] = [
  ['ROC AUC', 'rocAuc', 'larger'],
  ['PR AUC', 'prAuc', 'larger'],
  ['Brier', 'brier', 'smaller'],
  ['log loss', 'logLoss', 'smaller'],
  ['calibration error', 'calibrationError', 'smaller'],
  ['precision', 'precision', 'larger'],
  ['recall', 'recall', 'larger'],
  ['F1', 'f1', 'larger'],
];

/** Figures of two models side by side; the better one of each line is set off, where the intervals leave no doubt. */
export function comparisonView(models: readonly ComparedModel[], style: Style): string {
  const lines: Line[] = [
    { name: 'family', cells: models.map(({ metrics }) => metrics.chosen) },
    { name: 'trained on', cells: models.map(({ metrics }) => `${count(metrics.split.trainingCustomers)} customers`) },
    { name: 'tested on', cells: models.map(({ metrics }) => `${count(metrics.split.testCustomers)} customers`) },
    ...figureNames.map(([name, key, better]) => ({ name, cells: figureCells(models, key, better, style) })),
  ];
  const columns = [
    { title: '', cell: ({ name }: Line) => name },
    ...models.map(({ version }, index) => ({ title: version, cell: ({ cells }: Line) => cells[index] ?? '' })),
  ];
  const remark =
    "Figures with 95 % intervals, on the test rows of each model's own training run. Bold: better beyond both intervals.";
  return `${table(lines, columns, style.faint)}\n\n${style.faint(remark)}`;
}

function figureCells(
  models: readonly ComparedModel[],
  key: keyof Figures,
  better: 'larger' | 'smaller',
  style: Style,
): string[] {
  return models.map(({ metrics }, index) => {
    const own = metrics.figures[key];
    const others = models.filter((_, at) => at !== index).map((other) => other.metrics.figures[key]);
    const wins = others.every((other) => (better === 'larger' ? own.low > other.high : own.high < other.low));
    return wins ? style.bold(estimate(own)) : estimate(own);
  });
}
