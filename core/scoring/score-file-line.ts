import { spreadsheetLine } from '../intake/csv-writer.ts';
import { minorDigits } from '../profile/money.ts';
import type { Language } from '../profile/profile.ts';
import type { Score } from './score.ts';

export interface ScoreFileOptions {
  /** Reason columns. */
  readonly reasons: number;
  readonly language: Language;
}

/** Header of a score file; amounts are in major units of `currency`. */
export function scoreFileHeader({ reasons }: ScoreFileOptions): string {
  const reasonColumns = Array.from({ length: reasons }, (_, index) => `reason_${index + 1}`);
  return spreadsheetLine([
    ...['customer_id', 'probability', 'tier', 'percentile', 'value_at_risk', 'currency', 'play'],
    ...reasonColumns,
    'warnings',
  ]);
}

/**
 * A score as a line of a score file: probability to six places, reasons in words with those that raise the risk and
 * those that lower it in one order of size, `warnings` as a count.
 */
export function scoreFileLine(score: Score, { reasons, language }: ScoreFileOptions): string {
  const { valueAtRisk, play } = score;
  const words = Array.from({ length: reasons }, (_, index) => score.reasons[index]?.text[language] ?? null);
  return spreadsheetLine([
    score.customerId,
    score.probability.toFixed(6),
    score.tier,
    score.percentile.toFixed(1),
    valueAtRisk &&
      (valueAtRisk.amountMinor / 10 ** minorDigits(valueAtRisk.currency)).toFixed(minorDigits(valueAtRisk.currency)),
    valueAtRisk && valueAtRisk.currency,
    play && play.title[language],
    ...words,
    score.warnings.length,
  ]);
}
