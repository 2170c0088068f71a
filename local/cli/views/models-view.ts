import type { Estimate } from '../../../core/lifecycle/metrics.ts';
import type { ListedModel, ModelList } from '../../../core/lifecycle/model-details.ts';
import { count, estimate, moment } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { table } from '../output/table.ts';

/** The models of a home as a table. */
export function modelsView({ models, champion, shadow }: ModelList, style: Style): string {
  if (models.length === 0) return 'No model yet. Train one: mainstay train FILE';
  const columns = [
    { title: '', cell: ({ version }: ListedModel) => (version === champion?.version ? style.good('★') : ' ') },
    { title: 'version', cell: ({ version }: ListedModel) => version },
    { title: 'state', cell: ({ standing }: ListedModel) => standing.state },
    { title: 'trained (UTC)', cell: ({ registeredAt }: ListedModel) => moment(registeredAt) },
    { title: 'profile', cell: ({ profile }: ListedModel) => profile },
    { title: 'family', cell: ({ family }: ListedModel) => family },
    {
      title: 'customers',
      cell: ({ trainingCustomers }: ListedModel) => or(trainingCustomers, count),
      align: 'right' as const,
    },
    { title: 'ROC AUC (95 %)', cell: ({ rocAuc }: ListedModel) => or(rocAuc, estimate) },
    { title: 'Brier', cell: ({ brier }: ListedModel) => or(brier, four), align: 'right' as const },
    {
      title: 'calibration error',
      cell: ({ calibrationError }: ListedModel) => or(calibrationError, four),
      align: 'right' as const,
    },
  ];
  const legend = champion
    ? `★ champion since ${moment(champion.since)}, by ${champion.by}: ${champion.reason}`
    : 'No champion yet: "mainstay promote VERSION" makes one.';
  const silent = shadow
    ? `\nshadow: ${shadow.version} until ${moment(shadow.until)}, by ${shadow.by}: ${shadow.reason}`
    : '';
  return `${table(models, columns, style.faint)}\n\n${legend}${silent}`;
}

/** A figure, or a dash where nobody here has measured it: of a model from elsewhere. */
function or<T>(figure: T | null, shown: (figure: T) => string): string {
  return figure === null ? '–' : shown(figure);
}

const four = ({ value }: Estimate): string => value.toFixed(4);
