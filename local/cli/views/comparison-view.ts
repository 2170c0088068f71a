import type { ComparedModel, ModelComparison } from '../../../core/lifecycle/compare-models.ts';
import type { Estimate, Figures } from '../../../core/lifecycle/metrics.ts';
import { count, estimate, percent } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { facts, table } from '../output/table.ts';
import { shorten } from '../output/text-width.ts';
import { standingInWords } from './model-view.ts';

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

/** Two models side by side; the better one of each line is set off, where the intervals leave no doubt. */
export function comparisonView({ models, sameRows, sameCustomers, remark }: ModelComparison, style: Style): string {
  const lines: Line[] = [
    { name: 'state', cells: models.map(({ model }) => shorten(standingInWords(model.standing), 60)) },
    { name: 'family', cells: models.map(({ model }) => model.family) },
    { name: 'trained on', cells: models.map(({ split }) => customers(split?.trainingCustomers)) },
    { name: 'tested on', cells: models.map(({ split }) => customers(split?.testCustomers)) },
    { name: 'seed', cells: models.map(({ model }) => (model.seed === null ? '–' : String(model.seed))) },
    ...figureNames.map(([name, key, better]) => ({ name, cells: figureCells(models, key, better, style) })),
    ...settingLines(models),
  ];
  const columns = [
    { title: '', cell: ({ name }: Line) => name },
    ...models.map(({ model }, index) => ({ title: model.version, cell: ({ cells }: Line) => cells[index] ?? '' })),
  ];
  const legend = 'Figures with 95 % intervals. Bold: better beyond both intervals.';
  return [
    table(lines, columns, style.faint),
    sameRows ? sameRowsView(sameRows) : undefined,
    sameCustomers?.changedTierShare == null
      ? undefined
      : `On ${count(sameCustomers.compared)} live scores, ${percent(sameCustomers.changedTierShare)} fell into another tier.`,
    style.faint(`${remark} ${legend}`),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

const signed = ({ value, low, high }: Estimate): string =>
  [value, low, high].map((gain) => `${gain < 0 ? '−' : '+'}${Math.abs(gain).toFixed(4)}`).join(' / ');

function sameRowsView({ challenger, champion, testRows, gains }: NonNullable<ModelComparison['sameRows']>): string {
  return facts([
    ['the same rows', testRows ? `${count(testRows.customers)} customers, ${count(testRows.leavers)} left` : undefined],
    ['gain of', `${challenger} over ${champion ?? ''} (value / low / high; above 0 is better)`],
    ['ROC AUC', gains ? signed(gains.rocAuc) : undefined],
    ['Brier', gains ? signed(gains.brier) : undefined],
  ]);
}

/** Settings that the two do not share. */
function settingLines(models: readonly ComparedModel[]): Line[] {
  const names = [...new Set(models.flatMap(({ settings }) => Object.keys(settings ?? {})))];
  const lines = names.map((name) => ({
    name,
    cells: models.map(({ settings }) => shorten(JSON.stringify(settings?.[name]) ?? '–', 40)),
  }));
  return lines.filter(({ cells }) => new Set(cells).size > 1);
}

function customers(number: number | undefined): string {
  return number === undefined ? '–' : `${count(number)} customers`;
}

function figureCells(
  models: readonly ComparedModel[],
  key: keyof Figures,
  better: 'larger' | 'smaller',
  style: Style,
): string[] {
  return models.map(({ figures }, index) => {
    if (!figures) return '–';
    const own = figures[key];
    const others = models.filter((_, at) => at !== index).map((other) => other.figures?.[key]);
    const wins = others.every((other) => other && (better === 'larger' ? own.low > other.high : own.high < other.low));
    return wins ? style.bold(estimate(own)) : estimate(own);
  });
}
