import type { Segment } from '../profile.ts';
import type { LookedAt } from './looked-at.ts';
import { groupsOf, type Labels, separationOf } from './separation.ts';

const mostCategories = 4;
const tenureNames = / (tenure|age|months|account age|customer age|since|seniority|duration|days|가입) /;

/** The categories of 2 to 8 values that tell most apart, and a number that tells how long one has been a customer. */
export function suggestSegments(features: readonly LookedAt[], labels: Labels): Segment[] {
  const categories = features
    .filter(({ kind }) => kind.kind === 'category' && kind.values.length >= 2 && kind.values.length <= 8)
    .map((one) => ({ one, separation: separationOf(groupsOf(one.column, one.kind, labels)) ?? 0.5 }))
    .sort((a, b) => b.separation - a.separation)
    .slice(0, mostCategories)
    .map(({ one }): Segment => ({ feature: one.column.name }));
  const tenure =
    features.find(
      ({ key, kind }) => / (tenure|account age|seniority|months on book) /.test(key) && kind.kind === 'number',
    ) ?? features.find(({ key, kind }) => tenureNames.test(key) && kind.kind === 'number');
  const cuts = tenure ? cutsOf(tenure) : [];
  return tenure && cuts.length > 0 ? [...categories, { feature: tenure.column.name, cuts }] : categories;
}

/** Quintiles, rounded to two digits so that people can read them. */
function cutsOf({ column, kind }: LookedAt): number[] {
  if (kind.kind !== 'number') return [];
  const { numbers } = kind;
  const order = numbers.map((_, code) => code).filter((code) => !Number.isNaN(numbers[code]));
  order.sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  const rows = order.reduce((sum, code) => sum + (column.counts[code] ?? 0), 0);
  const cuts: number[] = [];
  let seen = 0;
  for (const code of order) {
    seen += column.counts[code] ?? 0;
    while (cuts.length < 4 && seen >= ((cuts.length + 1) * rows) / 5)
      cuts.push(Number((numbers[code] ?? 0).toPrecision(2)));
  }
  const least = numbers[order[0] ?? 0] ?? 0;
  return [...new Set(cuts)].filter((cut) => cut > least);
}
