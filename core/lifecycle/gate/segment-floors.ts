import type { GateCheck } from './gate-decision.ts';
import type { PairedRows } from './paired-bootstrap.ts';
import type { GatePolicy } from './policy.ts';
import { weightedFigures } from './weighted-figures.ts';

/** The test rows of one customer group. */
export interface SegmentRows {
  readonly feature: string;
  readonly group: string;
  /** Positions in the compared rows. */
  readonly rows: readonly number[];
}

/** Groups named in a sentence; a decision is read on one screen. */
const mostNamed = 3;

/** Below this a model sorts a group worse than a coin would. */
const coin = 0.5;

/**
 * CHK007: in each group that is large enough to tell, the challenger sorts customers at most a margin worse than the
 * champion, and better than a coin. A model can be better on the whole and fail those of whom there are few.
 *
 * @param rows - `champion` is undefined for a first model, which is held against the coin alone
 */
export function servesEverySegment(
  rows: Omit<PairedRows, 'champion'> & { readonly champion: Float64Array | undefined },
  segments: readonly SegmentRows[],
  { segments: { customers, leavers, margin } }: GatePolicy,
): GateCheck {
  const figures: Record<string, number> = { margin, fewestCustomers: customers, fewestLeavers: leavers };
  const failed: { readonly words: string; readonly below: number }[] = [];
  let judged = 0;
  for (const { feature, group, rows: members } of segments) {
    const left = Uint8Array.from(members, (row) => rows.left[row]!);
    const leaverCount = left.reduce((sum, outcome) => sum + outcome, 0);
    if (members.length < customers || leaverCount < leavers || members.length - leaverCount < leavers) continue;
    judged += 1;
    const everyOne = new Uint32Array(members.length).fill(1);
    const aucOf = (probabilities: Float64Array): number =>
      weightedFigures(
        Float64Array.from(members, (row) => probabilities[row]!),
        left,
      ).rocAuc(everyOne);
    const after = aucOf(rows.challenger);
    const before = rows.champion && aucOf(rows.champion);
    const floor = Math.max(coin, (before ?? 0) - margin);
    figures[`${feature}=${group}`] = after;
    figures[`${feature}=${group} floor`] = floor;
    if (after < floor) {
      const than = before === undefined ? '' : `, the champion ${before.toFixed(3)}`;
      failed.push({ words: `for ${feature} ${group} its ROC AUC is ${after.toFixed(3)}${than}`, below: floor - after });
    }
  }
  const detail =
    failed.length > 0
      ? `Customer groups would be served worse: ${worstOf(failed)}.`
      : judged === 0
        ? `No customer group has ${customers} customers and ${leavers} leavers among the rows compared.`
        : `None of ${judged} customer groups falls below its floor.`;
  return { code: 'CHK007', passed: failed.length === 0, detail, figures };
}

/** The groups furthest below their floors, and how many more there are; all of them are among the figures. */
function worstOf(failed: readonly { readonly words: string; readonly below: number }[]): string {
  const named = failed.toSorted((a, b) => b.below - a.below).slice(0, mostNamed);
  const more = failed.length - named.length;
  return named.map(({ words }) => words).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
