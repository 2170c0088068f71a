import type { Receipt } from '../../../core/intake/receipt.ts';
import type { Language } from '../../../core/profile/profile.ts';
import type { Score } from '../../../core/scoring/score.ts';
import { count, duration } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { facts } from '../output/table.ts';
import { printable } from '../output/text-width.ts';
import { quarantineLines } from './drops-view.ts';
import { topCustomersView } from './score-view.ts';
import { tierCountsInWords } from './tier-words.ts';

export interface ScoringSummary {
  readonly receipt: Receipt;
  /** Where the scores are. */
  readonly outPath: string | null;
  readonly quarantine: string | null;
  readonly seconds: number;
  /** Customers with most at stake. */
  readonly top: readonly Score[];
}

/** What scoring a file brought. */
export function scoringView(
  { receipt, outPath, quarantine, seconds, top }: ScoringSummary,
  language: Language,
  style: Style,
): string {
  const { tierCounts, rowsIn, rowsAccepted, rowsQuarantined, warnings } = receipt;
  const scored = tierCounts ? tierCounts.high + tierCounts.medium + tierCounts.low : 0;
  const leftOut = rowsAccepted - scored;
  const sum = `${count(rowsIn)} in = ${count(scored)} scored + ${count(rowsQuarantined)} quarantined${leftOut > 0 ? ` + ${count(leftOut)} left out` : ''}`;
  return [
    style.bold(`${printable(receipt.fileName)} scored with ${receipt.modelVersion ?? ''}`),
    facts([
      ['rows', sum],
      ['tiers', tierCounts ? tierCountsInWords(tierCounts, style) : undefined],
      ['took', `${duration(seconds)} (${count(Math.round(scored / Math.max(seconds, 0.001)))} customers a second)`],
      ['scores', outPath ?? undefined],
      ['quarantine', quarantine ?? undefined],
    ]),
    ...(warnings.length > 0 ? ['', ...warnings.map((warning) => `! ${printable(warning)}`)] : []),
    ...(rowsQuarantined > 0 ? ['', ...quarantineLines(receipt, style)] : []),
    ...(top.length > 0 ? ['', 'Most at stake:', topCustomersView(top, language, style)] : []),
  ].join('\n');
}
