import type { FeatureValue, FeatureValues } from '../profile/profile.ts';
import type { Baseline } from './bundle.ts';
import type { Engine } from './engine.ts';

/** One feature set to another value. */
export interface Change {
  readonly feature: string;
  readonly from: Exclude<FeatureValue, null>;
  readonly to: Exclude<FeatureValue, null>;
  /** How far it goes, 0 to 1: for a number, the share of training customers between the two values. */
  readonly distance: number;
}

/**
 * What changing a category counts as: two customers picked at random lie a third of the customers apart in a number, so
 * a category costs as much as that.
 */
export const categoryDistance = 1 / 3;

type NumberBaseline = Extract<Baseline['features'][string], { kind: 'number' }>;

/** Share of training customers below a value, its own bin counted half. */
function rankOf({ edges, shares }: NumberBaseline, value: number): number {
  const bin = edges.filter((edge) => edge <= value).length;
  return shares.slice(0, bin).reduce((sum, share) => sum + share, 0) + (shares[bin] ?? 0) / 2;
}

/**
 * Whether a bound of the profile lies where training customers are: no further out than neighbouring edges are apart. A
 * bound such as "a day has 1,440 minutes" is true of every value and no step that anyone takes.
 */
function isNearby(bound: number, edges: readonly number[]): boolean {
  const [first, last] = [edges[0], edges.at(-1)];
  if (first === undefined || last === undefined) return false;
  const widest = Math.max(...edges.slice(1).map((edge, i) => edge - edges[i]!));
  return bound >= first - widest && bound <= last + widest;
}

function numberChanges(
  { name, min, max }: { name: string; min?: number | undefined; max?: number | undefined },
  from: number,
  known: NumberBaseline,
): Change[] {
  const isWhole = Number.isInteger(from) && Number.isInteger(known.median);
  const bounds = [min, max].filter((bound) => bound !== undefined && isNearby(bound, known.edges));
  const candidates = [...known.edges, ...bounds]
    .filter((edge) => edge !== undefined)
    .map((edge) => (isWhole ? Math.ceil(edge) : edge))
    .filter((to) => to !== from && to >= (min ?? to) && to <= (max ?? to));
  return [...new Set(candidates)].map((to) => ({
    feature: name,
    from,
    to,
    distance: Math.abs(rankOf(known, to) - rankOf(known, from)),
  }));
}

/**
 * Every single change of a feature that the business can change and the model uses: numbers to the bin edges of the
 * training data and the profile's bounds near them, categories to the values that training saw often. A missing value is not
 * changed: to learn it is no step that a business takes with a customer.
 *
 * @returns changes by feature; features without any are left out
 */
export function possibleChanges({ profile, bundle }: Engine, values: FeatureValues): Change[][] {
  const { encoder } = bundle.model;
  return profile.features
    .map((feature): Change[] => {
      const { name } = feature;
      const from = values[name] ?? null;
      const encoding = encoder.features.find((candidate) => candidate.feature === name);
      if (!feature.changeable || encoding === undefined || from === null) return [];
      const known = bundle.baseline.features[name];
      if (feature.kind === 'number' && typeof from === 'number' && known?.kind === 'number') {
        return numberChanges(feature, from, known);
      }
      if (feature.kind === 'category' && typeof from === 'string' && encoding.kind === 'category') {
        return encoding.values
          .filter(({ value }) => value !== from && feature.values.includes(value))
          .map(({ value }) => ({ feature: name, from, to: value, distance: categoryDistance }));
      }
      return [];
    })
    .filter((changes) => changes.length > 0);
}
