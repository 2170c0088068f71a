import type { FeatureValues, Profile, Words } from '../../profile/profile.ts';
import { withParticle } from '../korean.ts';
import type { ScoreWarning } from '../score.ts';
import type { EndpointColumn } from './external-model.ts';

/** What warnings say of scores of a model from elsewhere. */
export const externalWarningWords = {
  noReasons: {
    en: 'The model runs elsewhere: it says how likely the customer is to leave, and not why.',
    ko: '외부에서 실행되는 모델이라 이탈 가능성만 알려 주고 이유는 알려 주지 않습니다.',
  },
  missing: (label: Words): Words => ({ en: `${label.en} is not known.`, ko: `${label.ko} 값이 없습니다.` }),
  unseen: (label: Words, value: string): Words => ({
    en: `${label.en} is "${value}", which is not among the values that the model is known to take.`,
    ko: `${withParticle(label.ko, '은/는')} 모델이 받는 값 목록에 없는 값("${value}")입니다.`,
  }),
} as const;

const noReasons: ScoreWarning = { code: 'no-reasons', feature: null, text: externalWarningWords.noReasons };

/**
 * Values of a category that the model can know: those with a code, where there are codes. A value without an indicator of
 * its own may be the one that the others are held against, so there the profile's list counts.
 */
function knownValues(columns: readonly EndpointColumn[], listed: readonly string[]): ReadonlySet<string> {
  const codes = columns.flatMap((column) => (column.as === 'code' ? Object.keys(column.codes) : []));
  return new Set(codes.length > 0 ? codes : listed);
}

/**
 * What a person should know of a score by a model from elsewhere: that there are no reasons, which values it was not given,
 * and which categories it was not told. What it learned from is not known here, so nothing is said of that.
 */
export function createExternalWarnings(
  columns: readonly EndpointColumn[],
  profile: Profile,
): (values: FeatureValues) => ScoreWarning[] {
  const used = profile.features.flatMap((feature) => {
    const of = columns.filter((column) => column.feature === feature.name);
    const known = feature.kind === 'category' ? knownValues(of, feature.values) : undefined;
    return of.length > 0 ? [{ name: feature.name, label: feature.label, known }] : [];
  });
  return (values) => [
    noReasons,
    ...used.flatMap(({ name, label, known }): ScoreWarning[] => {
      const value = values[name] ?? null;
      if (value === null) {
        return [{ code: 'missing-value', feature: name, text: externalWarningWords.missing(label) }];
      }
      if (known === undefined || typeof value !== 'string' || known.has(value)) return [];
      return [{ code: 'unseen-category', feature: name, text: externalWarningWords.unseen(label, value) }];
    }),
  ];
}
