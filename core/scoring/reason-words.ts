import type { Feature, FeatureValue, Words } from '../profile/profile.ts';
import { formatNumber, formatValue } from './format-value.ts';
import { fillWords, withParticle } from './korean.ts';
import type { Reason } from './score.ts';

const effect = {
  raises: { en: 'raises the risk', ko: '이탈 위험을 높입니다' },
  lowers: { en: 'lowers the risk', ko: '이탈 위험을 낮춥니다' },
} as const;

/**
 * A reason as a sentence: in the profile's own words where it has some and the value is known, else a general one that
 * sets the value beside what is typical.
 *
 * @param typical - median or most frequent value of the training customers; null if unknown
 */
export function reasonWords(
  feature: Feature,
  value: FeatureValue,
  typical: FeatureValue,
  direction: Reason['direction'],
): Words {
  const { label } = feature;
  const does = effect[direction];
  if (value === null) {
    return {
      en: `${label.en} is not known: ${does.en}`,
      ko: `${label.ko} 값이 없다는 점이 ${does.ko}`,
    };
  }
  const own = feature.reasons?.[direction];
  if (own) {
    const said = typeof value === 'number' ? formatNumber(Math.abs(value)) : value;
    const signed = typeof value === 'number' && feature.kind !== 'date' ? formatNumber(value) : said;
    return {
      en: fillWords(signed === '1' ? singular(own.en) : own.en, { value: signed, label: label.en }),
      ko: fillWords(own.ko, { value: signed, label: label.ko }),
    };
  }
  const shown = formatValue(feature, value);
  const usual = typical === null || typical === value ? null : formatValue(feature, typical);
  return {
    en: `${label.en} is ${shown.en}${usual ? ` (typical ${usual.en})` : ''}: ${does.en}`,
    ko: `${withParticle(label.ko, '은/는')} ${withParticle(shown.ko, '으로/로')}${usual ? `(보통 ${usual.ko})` : ''} ${does.ko}`,
  };
}

/** Words after {value} as they read for one: "{value} months" becomes "{value} month". */
function singular(words: string): string {
  return words.replace(/(\{value\} (?:[a-z]+ )??[a-z]{2,}[^s ])s\b/g, '$1');
}
