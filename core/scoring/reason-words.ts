import type { Feature, FeatureValue, Language, Words } from '../profile/profile.ts';
import { formatNumber, formatValue } from './format-value.ts';
import { withParticle, wordFiller } from './korean.ts';
import type { Reason } from './score.ts';

const effect = {
  raises: { en: 'raises the risk', ko: '이탈 위험을 높입니다' },
  lowers: { en: 'lowers the risk', ko: '이탈 위험을 낮춥니다' },
} as const;

interface Said {
  readonly feature: Feature;
  readonly value: FeatureValue;
  /** Median or most frequent value of the training customers; null if unknown. */
  readonly typical: FeatureValue;
  readonly direction: Reason['direction'];
  /** What a number that is not missing is written as. @default formatNumber's */
  readonly written?: string | undefined;
}

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
  const sentenceIn = sentencesOf({ feature, value, typical, direction });
  return { en: sentenceIn('en'), ko: sentenceIn('ko') };
}

/** The same in one language. */
export function reasonIn(language: Language, said: Said): string {
  return sentencesOf(said)(language);
}

function sentencesOf({ feature, value, typical, direction, written }: Said): (language: Language) => string {
  const { label } = feature;
  const does = effect[direction];
  if (value === null) {
    return (language) =>
      language === 'en' ? `${label.en} is not known: ${does.en}` : `${label.ko} 값이 없다는 점이 ${does.ko}`;
  }
  const own = feature.reasons?.[direction];
  if (own) {
    const number = (n: number): string => written ?? formatNumber(feature.kind === 'date' ? Math.abs(n) : n);
    const said = typeof value === 'number' ? number(value) : value;
    const fill = fillersOf(own);
    return (language) =>
      fill[language === 'en' && said === '1' ? 'one' : language]({ value: said, label: label[language] });
  }
  const shown = formatValue(feature, value, written);
  const usual = typical === null || typical === value ? null : formatValue(feature, typical);
  return (language) =>
    language === 'en'
      ? `${label.en} is ${shown.en}${usual ? ` (typical ${usual.en})` : ''}: ${does.en}`
      : `${withParticle(label.ko, '은/는')} ${withParticle(shown.ko, '으로/로')}${usual ? `(보통 ${usual.ko})` : ''} ${does.ko}`;
}

type Filler = ReturnType<typeof wordFiller>;

/** A profile's words, taken apart once: they are filled in for every reason that is read. */
const fillers = new WeakMap<Words, { readonly en: Filler; readonly one: Filler; readonly ko: Filler }>();

function fillersOf(words: Words) {
  let fill = fillers.get(words);
  if (!fill) {
    fill = { en: wordFiller(words.en), one: wordFiller(singular(words.en)), ko: wordFiller(words.ko) };
    fillers.set(words, fill);
  }
  return fill;
}

/** Words after {value} as they read for one: "{value} months" becomes "{value} month". */
function singular(words: string): string {
  return words.replace(/(\{value\} (?:[a-z]+ )??[a-z]{2,}[^s ])s\b/g, '$1');
}
