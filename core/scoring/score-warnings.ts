import type { Feature, FeatureValue, FeatureValues, Words } from '../profile/profile.ts';
import type { Baseline, Encoder } from './bundle.ts';
import { formatValue } from './format-value.ts';
import { withParticle } from './korean.ts';
import type { ScoreWarning } from './score.ts';

type Check = (value: FeatureValue) => ScoreWarning | null;
type Encoding = Encoder['features'][number];
type BaselineFeature = Baseline['features'][string];

/**
 * Bounds beyond which a number is far from anything the model learned from. The baseline's edges are inner quantiles, so
 * the range that they span is widened by itself on both sides; the clip bounds count where they are wider still.
 */
export function trainingRange(edges: readonly number[], clip: readonly [number, number] | null): [number, number] {
  const [first, last] = [edges[0], edges.at(-1)];
  if (first === undefined || last === undefined) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const width = last - first || Math.max(1, Math.abs(first));
  return [Math.min(first - width, clip?.[0] ?? first), Math.max(last + width, clip?.[1] ?? last)];
}

/** Whether the training customers all had a value. */
export function isNeverMissing(known: BaselineFeature | undefined): boolean {
  return known?.missingShare === 0;
}

/** What warnings say. */
export const warningWords = {
  missing: (label: Words, neverMissing: boolean): Words => ({
    en: `${label.en} is not known${neverMissing ? ', and the model never saw it missing' : ''}.`,
    ko: `${label.ko} 값이 없습니다${neverMissing ? '. 모델이 학습한 고객에게는 모두 있던 값입니다' : ''}.`,
  }),
  unseen: (label: Words, value: string): Words => ({
    en: `${label.en} is "${value}", which the model has never seen.`,
    ko: `${withParticle(label.ko, '은/는')} 모델이 학습한 적 없는 값("${value}")입니다.`,
  }),
  beyond: (feature: Feature, value: Exclude<FeatureValue, null>): Words => {
    const shown = formatValue(feature, value);
    return {
      en: `${feature.label.en} is ${shown.en}, far from anything the model has learned from.`,
      ko: `${feature.label.ko} ${shown.ko}: 모델이 학습한 범위를 크게 벗어난 값입니다.`,
    };
  },
} as const;

function checkOf(feature: Feature, encoding: Encoding, known: BaselineFeature | undefined): Check {
  const { name, label } = feature;
  const missing: ScoreWarning = {
    code: 'missing-value',
    feature: name,
    text: warningWords.missing(label, isNeverMissing(known)),
  };
  if (encoding.kind === 'category') {
    const seen = new Set([...encoding.values.map(({ value }) => value), ...(encoding.rare?.values ?? [])]);
    return (value) => {
      if (value === null) return missing;
      if (typeof value !== 'string' || seen.has(value)) return null;
      return { code: 'unseen-category', feature: name, text: warningWords.unseen(label, value) };
    };
  }
  const [low, high] = trainingRange(known?.kind === 'number' ? known.edges : [], encoding.clip);
  return (value) => {
    if (value === null || Number.isNaN(value)) return missing;
    if (typeof value !== 'number' || (value >= low && value <= high)) return null;
    return { code: 'beyond-training-range', feature: name, text: warningWords.beyond(feature, value) };
  };
}

/**
 * Prepares what a person should know about the values that a score rests on: every missing value of a feature that the
 * model uses, categories it has never seen, and numbers far outside the training range.
 */
export function createWarnings(
  features: readonly { feature: Feature; encoding: Encoding }[],
  baseline: Baseline,
): (values: FeatureValues) => ScoreWarning[] {
  const checks = features.map(({ feature, encoding }) => ({
    name: feature.name,
    check: checkOf(feature, encoding, baseline.features[feature.name]),
  }));
  return (values) =>
    checks.flatMap(({ name, check }) => {
      const warning = check(values[name] ?? null);
      return warning ? [warning] : [];
    });
}
