import type { CheckedFile } from '../intake/checked-row.ts';
import { keepRows, valuesAt } from '../intake/column-batch.ts';
import { type ColumnScorer, createColumnScorer, type ScoredColumns } from '../scoring/columns/column-scorer.ts';
import { createScoreLines } from '../scoring/columns/score-lines.ts';
import type { Engine } from '../scoring/engine.ts';
import { ChurnProbability, type Tier, tiers } from '../scoring/score.ts';
import { dropScoreId } from '../scoring/score-id.ts';
import { sheetOf } from '../scoring/scoring-sheet.ts';
import { isEscalation } from '../scoring/tier-events.ts';
import type { ScoredTotals, ScoreRowsOptions } from './score-rows.ts';
import { sliceOfColumns } from './scored-slice.ts';

/** Rows explained in one go: some milliseconds. */
const explainedAtOnce = 256;

const high = tiers.indexOf('high');

/**
 * Scores a checked file column by column: what `scoreRows` does row by row, with the same records, lines and totals.
 *
 * @param columns - of the file
 */
export async function* scoreColumns(
  columns: NonNullable<CheckedFile['columns']>,
  engine: Engine,
  totals: ScoredTotals,
  options: ScoreRowsOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const scorer = createColumnScorer(engine);
  const linesOf = createScoreLines(scorer, options);
  const reasons = options.customers !== null || options.reasons > 0;
  for await (const { batch: all, labels } of columns) {
    const batch = options.onlyThoseWhoStayed ? keepRows(all, (row) => labels[row] !== 1) : all;
    totals.leftOut += all.count - batch.count;
    if (batch.count === 0) continue;
    options.onAccepted?.(batch.ids, batch.lines);
    const { scored, scoreRows } = scorer.open(batch, { reasons });
    const atOnce = reasons ? explainedAtOnce : batch.count;
    for (let from = 0; from < batch.count; from += atOnce) {
      options.signal?.throwIfAborted();
      scoreRows(from, Math.min(batch.count, from + atOnce));
      await options.nextTurn?.();
    }
    await record(scored, scorer, totals, options);
    count(scored, totals);
    options.signal?.throwIfAborted();
    await options.shadow?.observe(answered(scored, options));
    options.onScored?.(sliceOfColumns(engine, scored));
    yield linesOf(scored);
  }
}

/** Records the scores, and tells who came into a more urgent tier. */
async function record(
  scored: ScoredColumns,
  { engine }: ColumnScorer,
  totals: ScoredTotals,
  { customers, champion, dropId, clock, escalations }: ScoreRowsOptions,
): Promise<void> {
  if (customers === null) return;
  const { batch, tier } = scored;
  const { version: modelVersion } = champion;
  const scoredAt = clock.now().toISOString();
  const before = await customers.putScoredRows({
    ...scored,
    sheet: sheetOf(engine, modelVersion),
    dropId,
    scoredAt,
    customerIds: batch.ids,
    lines: batch.lines,
    monthlyValueMinor: batch.monthlyValueMinor,
    values: batch.features,
  });
  const told: {
    customerId: string;
    scoreId: string;
    scoredAt: string;
    tier: Tier;
    modelVersion: string;
    dropId: string;
  }[] = [];
  const toldBefore: (Tier | null)[] = [];
  for (let row = 0; row < scored.count; row++) {
    if (tier[row] === high && before[row] !== high) totals.newlyHigh += 1;
    const [now, then] = [tiers[tier[row]!]!, tiers[before[row]!] ?? null];
    if (!isEscalation(now, then)) continue;
    const scoreId = dropScoreId(dropId, batch.lines[row]!);
    told.push({ customerId: batch.ids[row]!, scoreId, scoredAt, tier: now, modelVersion, dropId });
    toldBefore.push(then);
  }
  await escalations?.add(told, toldBefore);
}

function count({ count: rows, tier, valueAtRiskMinor }: ScoredColumns, totals: ScoredTotals): void {
  const counts = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    counts[tier[row]!]! += 1;
    const atRisk = valueAtRiskMinor[row]!;
    if (tier[row] === high && !Number.isNaN(atRisk)) totals.highValueAtRiskMinor += atRisk;
  }
  for (const [place, name] of tiers.entries()) totals.tierCounts[name] += counts[place]!;
  totals.scored += rows;
}

/** The scores as a shadow takes them; they are made into rows if there is one. */
function answered(scored: ScoredColumns, { champion }: ScoreRowsOptions) {
  const { batch, probability, tier } = scored;
  const rows = Array.from({ length: scored.count }, (_, row) => row);
  return {
    champion,
    get values() {
      return rows.map((row) => valuesAt(batch, row));
    },
    get scores() {
      return rows.map((row) => ({ probability: ChurnProbability.parse(probability[row]), tier: tiers[tier[row]!]! }));
    },
  };
}
