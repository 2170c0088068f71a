import { categoryMatcher } from './match-category.ts';
import { missingTest, trimText } from './missing.ts';
import { parseDay } from './parse-date.ts';
import { numberReader } from './parse-number.ts';
import type { Feature, FeatureValue, Profile } from './profile.ts';
import { isProblem, problem, type ValueProblem } from './value-problem.ts';

/** Longest text of a category, in characters, listed or not. */
const maxCategoryLength = 200;

/**
 * Reads a cell. `snapshotDay` is the row's day in days since 1970-01-01, by which dates are aged; null where unknown.
 */
export type ValueReader = (text: string, snapshotDay: number | null) => FeatureValue | ValueProblem;

/**
 * A compiled reader of a feature's cells. Texts that the profile lists as values are values even if they would otherwise
 * stand for "missing" ("None" as an internet type). Texts off the list are kept as they are, so that they are scored as
 * unseen, with a warning.
 */
export function featureReader(feature: Feature, profile: Profile): ValueReader {
  const isMissing = missingTest(profile);
  if (feature.kind === 'number') {
    const read = numberReader({
      decimal: profile.decimal,
      currency: profile.currency,
      percent: isPercentUnit(feature.unit),
      min: feature.min,
      max: feature.max,
    });
    return (text) => {
      const trimmed = trimText(text);
      return isMissing(trimmed) ? null : read(trimmed);
    };
  }
  if (feature.kind === 'date') {
    return (text, snapshotDay) => {
      const trimmed = trimText(text);
      if (isMissing(trimmed)) return null;
      const day = parseDay(trimmed, feature.format);
      if (isProblem(day)) return day;
      return snapshotDay === null
        ? problem(text, `a row with a date in ${profile.snapshotColumn ?? 'a snapshot column'}`)
        : snapshotDay - day;
    };
  }
  return categoryReader(feature.values, profile);
}

/**
 * Reads a category's text, from a file or the API: a listed value in the profile's spelling, null where it stands for
 * missing, else the text as it is.
 */
export function categoryReader(
  values: readonly string[],
  profile: Profile,
): (text: string) => string | null | ValueProblem {
  const match = categoryMatcher(values);
  const isMissing = missingTest(profile);
  return (text) => {
    const trimmed = trimText(text);
    const listed = match(trimmed);
    if (listed !== undefined) return listed;
    if (isMissing(trimmed)) return null;
    return trimmed.length > maxCategoryLength
      ? problem(trimmed, `a text of at most ${maxCategoryLength} characters`)
      : trimmed;
  };
}

/** Whether numbers of this unit may be written with a percent sign. */
export function isPercentUnit(unit: string | undefined): boolean {
  return unit !== undefined && /%|per ?cent/i.test(unit);
}

/** A compiled reader of the money column: an amount of 0 or more in major units, null where missing. */
export function moneyReader(profile: Profile): (text: string) => number | null | ValueProblem {
  const isMissing = missingTest(profile);
  const read = numberReader({ decimal: profile.decimal, currency: profile.currency, min: 0 });
  return (text) => {
    const trimmed = trimText(text);
    return isMissing(trimmed) ? null : read(trimmed);
  };
}

const shown = (texts: readonly string[]): string => texts.slice(0, 5).join(', ');

/** A compiled reader of the label: 1 = left, 0 = stayed, null where missing. */
export function labelReader(profile: Profile): (text: string) => 0 | 1 | null | ValueProblem {
  const isMissing = missingTest(profile);
  const { positive, negative } = profile.label;
  const match = categoryMatcher([...positive, ...negative]);
  const left = new Set(positive);
  return (text) => {
    const trimmed = trimText(text);
    const listed = match(trimmed);
    if (listed !== undefined) return left.has(listed) ? 1 : 0;
    return isMissing(trimmed) ? null : problem(trimmed, `${shown(positive)} (left) or ${shown(negative)} (stayed)`);
  };
}

/** A compiled reader of the snapshot column: days since 1970-01-01, null where missing. */
export function snapshotReader(profile: Profile): (text: string) => number | null | ValueProblem {
  const isMissing = missingTest(profile);
  return (text) => {
    const trimmed = trimText(text);
    return isMissing(trimmed) ? null : parseDay(trimmed, profile.snapshotFormat ?? 'ymd');
  };
}
