import { spreadsheetLine } from '../intake/csv-writer.ts';
import { minorDigits } from '../profile/money.ts';
import type { Language } from '../profile/profile.ts';
import type { Score } from './score.ts';

export interface ScoreFileOptions {
  /** Reason columns. Without any there is no play either: it answers a reason. */
  readonly reasons: number;
  readonly language: Language;
}

/** First column of the score files. */
export const scoreFileIdColumn = 'customer_id';

/** Writes the lines of a score file; amounts are in major units of the currency. */
export interface ScoreFileWriter {
  readonly header: string;
  /** Probability to six places, reasons in words largest first whether they raise or lower it, warnings about values as a count. */
  readonly line: (score: Score) => string;
}

/** @param currency - that of the profile, ISO 4217 */
export function scoreFileWriter({ reasons, language }: ScoreFileOptions, currency: string): ScoreFileWriter {
  const places = Array.from({ length: reasons }, (_, index) => index);
  const digits = minorDigits(currency);
  const header = [scoreFileIdColumn, 'probability', 'tier', 'percentile', 'value_at_risk', 'currency'];
  const isExplained = reasons > 0;
  return {
    header: spreadsheetLine([
      ...header,
      ...(isExplained ? ['play'] : []),
      ...places.map((place) => `reason_${place + 1}`),
      'warnings',
    ]),
    line: (score) => {
      const { valueAtRisk, play } = score;
      return spreadsheetLine([
        score.customerId,
        score.probability.toFixed(6),
        score.tier,
        score.percentile === null ? null : score.percentile.toFixed(1),
        valueAtRisk && (valueAtRisk.amountMinor / 10 ** digits).toFixed(digits),
        valueAtRisk && valueAtRisk.currency,
        ...(isExplained ? [play && play.title[language]] : []),
        ...places.map((place) => score.reasons[place]?.text[language] ?? null),
        score.warnings.filter(({ feature }) => feature !== null).length,
      ]);
    },
  };
}
