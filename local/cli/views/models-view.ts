import type { Estimate } from '../../../core/lifecycle/metrics.ts';
import type { ChampionPointer, ModelRecord } from '../../../core/lifecycle/registry.ts';
import { count, estimate, moment } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { table } from '../output/table.ts';

/** The models of a home as a table. */
export function modelsView(
  models: readonly ModelRecord[],
  champion: ChampionPointer | undefined,
  style: Style,
): string {
  if (models.length === 0) return 'No model yet. Train one: mainstay train FILE';
  const columns = [
    { title: '', cell: ({ version }: ModelRecord) => (version === champion?.version ? style.good('★') : ' ') },
    { title: 'version', cell: ({ version }: ModelRecord) => version },
    { title: 'trained (UTC)', cell: ({ registeredAt }: ModelRecord) => moment(registeredAt) },
    { title: 'profile', cell: ({ profile }: ModelRecord) => profile },
    { title: 'family', cell: ({ family }: ModelRecord) => family },
    {
      title: 'customers',
      cell: ({ trainingCustomers }: ModelRecord) => or(trainingCustomers, count),
      align: 'right' as const,
    },
    { title: 'ROC AUC (95 %)', cell: ({ rocAuc }: ModelRecord) => or(rocAuc, estimate) },
    { title: 'Brier', cell: ({ brier }: ModelRecord) => or(brier, four), align: 'right' as const },
    {
      title: 'calibration error',
      cell: ({ calibrationError }: ModelRecord) => or(calibrationError, four),
      align: 'right' as const,
    },
  ];
  const legend = champion
    ? `★ champion since ${moment(champion.since)}, by ${champion.by}: ${champion.reason}`
    : 'No champion yet: "mainstay promote VERSION" makes one.';
  return `${table(models, columns, style.faint)}\n\n${legend}`;
}

/** A figure, or a dash where nobody here has measured it: of a model from elsewhere. */
function or<T>(figure: T | null, shown: (figure: T) => string): string {
  return figure === null ? '–' : shown(figure);
}

const four = ({ value }: Estimate): string => value.toFixed(4);
