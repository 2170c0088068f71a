import type { Feature, Profile, Words } from '../../profile/profile.ts';
import type { Candidate, Exploration } from '../metrics.ts';
import { decimal } from './format.ts';
import type { Text } from './html.ts';

/** What people call each model that is compared. */
export const candidateWords: Readonly<Record<Candidate['name'], Words>> = {
  majority: { en: 'Everyone alike', ko: '모두 같은 확률' },
  'one-rule': { en: 'One rule', ko: '규칙 하나' },
  'logistic-regression': { en: 'Logistic regression', ko: '로지스틱 회귀' },
  'decision-tree': { en: 'Decision tree', ko: '의사결정나무' },
  'random-forest': { en: 'Random forest', ko: '랜덤 포레스트' },
  'gradient-boosting': { en: 'Gradient boosting', ko: '그래디언트 부스팅' },
  xgboost: { en: 'XGBoost', ko: 'XGBoost' },
};

/** The profile's description of a feature; undefined for a name that the profile does not know. */
export function featureOf(profile: Profile, name: string): Feature | undefined {
  return profile.features.find((feature) => feature.name === name);
}

/** What people call a feature; its column name where the profile does not know it. */
export function labelOf(profile: Profile, name: string): Text {
  return featureOf(profile, name)?.label ?? name;
}

/** The unit of a number for people, or undefined. Dates are counted in days before the snapshot. */
export function unitOf(profile: Profile, name: string): Text | undefined {
  const feature = featureOf(profile, name);
  if (feature?.kind === 'date') return { en: 'days before the snapshot', ko: '기준일 이전 일수' };
  return feature?.kind === 'number' ? feature.unit : undefined;
}

export type ExploredFeature = Exploration['features'][number];

/** One bin or value of a feature with its churn rate, ready to be drawn or listed. */
export interface RateRow {
  readonly name: string;
  readonly customers: number;
  readonly churnRate: { readonly value: number; readonly low: number; readonly high: number } | null;
}

/** Bins of a number or values of a category, in the order of the exploration. */
export function rateRows(feature: ExploredFeature): RateRow[] {
  if (feature.kind === 'category') return feature.values.map((value) => ({ ...value, name: value.value }));
  const places = placesFor(feature.bins);
  return feature.bins.map(({ from, to, customers, churnRate }) => ({
    name: binName(from, to, places),
    customers,
    churnRate,
  }));
}

/** A bin's range for people: `10–20`, or `3` where both ends read the same. */
export function binName(from: number, to: number, places: number): string {
  const low = decimal(from, places);
  const high = decimal(to, places);
  if (low === high) return low;
  return from < 0 || to < 0 ? `${low} to ${high}` : `${low}–${high}`;
}

/** Decimal places that tell the bins' edges apart: none for whole numbers, else so that the narrowest bin has two digits. */
function placesFor(bins: readonly { readonly from: number; readonly to: number }[]): number {
  if (bins.every(({ from, to }) => Number.isInteger(from) && Number.isInteger(to))) return 0;
  const widths = bins.map(({ from, to }) => to - from).filter((width) => width > 0);
  const narrowest = Math.min(...widths, Number.MAX_VALUE);
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(narrowest))));
}

/** A reason without the column's name before it, for places that show the name already. */
export function withoutName(reason: string, column: string): string {
  return reason.startsWith(`${column}: `) ? reason.slice(column.length + 2) : reason;
}
