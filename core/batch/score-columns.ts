import type { CheckedFile } from '../intake/checked-row.ts';
import { keepRows, valuesAt } from '../intake/column-batch.ts';
import { createColumnScorer, type ScoredColumns } from '../scoring/columns/column-scorer.ts';
import { createScoreLines } from '../scoring/columns/score-lines.ts';
import type { Engine } from '../scoring/engine.ts';
import { ChurnProbability, type Tier, tiers } from '../scoring/score.ts';
import { dropScoreId } from '../scoring/score-id.ts';
import type { ScoredRows } from '../scoring/scored-rows.ts';
import { type ScoringSheet, sheetOf } from '../scoring/scoring-sheet.ts';
import { type Escalations, isEscalation } from '../scoring/tier-events.ts';
import { Spares } from '../spares.ts';
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
  const kind = JSON.stringify([options.reasons, options.language, options.reusePieces]);
  const tools = spareTools.take(engine, kind) ?? toolsFor(engine, options);
  const { scorer, linesOf } = tools;
  const reasons = options.customers !== null || options.reasons > 0;
  const recorder = new Recorder(engine, totals, options);
  try {
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
      await recorder.add(scored);
      count(scored, totals);
      options.signal?.throwIfAborted();
      await options.shadow?.observe(answered(scored, options));
      options.onScored?.(sliceOfColumns(engine, scored));
      yield linesOf(scored);
    }
    await recorder.end();
    spareTools.leave(engine, kind, tools);
  } finally {
    await recorder.settled(); // nothing is written once this has ended, well or badly
  }
}

/** What takes room and serves one file at a time. */
const spareTools = new Spares<Engine, ReturnType<typeof toolsFor>>();

function toolsFor(engine: Engine, options: ScoreRowsOptions) {
  const scorer = createColumnScorer(engine);
  return { scorer, linesOf: createScoreLines(scorer, options, options.reusePieces) };
}

/** Records the scores of a drop, and tells who came into a more urgent tier, while the next rows are being scored. */
class Recorder {
  readonly #engine: Engine;
  readonly #totals: ScoredTotals;
  readonly #options: ScoreRowsOptions;
  #recording: Promise<void>[] = [];

  constructor(engine: Engine, totals: ScoredTotals, options: ScoreRowsOptions) {
    this.#engine = engine;
    this.#totals = totals;
    this.#options = options;
  }

  /** Begins to record rows once few enough before them are still being recorded. @throws what recording those has thrown */
  async add(scored: ScoredColumns): Promise<void> {
    const { customers, champion, dropId, clock } = this.#options;
    if (customers === null) return;
    while (this.#recording.length >= (this.#options.recordsAhead ?? 1)) await this.#recording.shift();
    const rows = rowsOf(scored, sheetOf(this.#engine, champion.version), dropId, clock.now());
    const recording = this.#record(rows, customers);
    recording.catch(() => undefined); // thrown when later rows come, or at the end
    this.#recording.push(recording);
  }

  /** Waits until all is recorded for good. @throws what recording has thrown */
  async end(): Promise<void> {
    for (const recording of this.#recording) await recording;
    await this.#options.customers?.flush();
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#recording);
  }

  async #record(rows: ScoredRows, customers: NonNullable<ScoreRowsOptions['customers']>): Promise<void> {
    const { tier, customerIds, lines, dropId, scoredAt, sheet } = rows;
    const before = await customers.putScoredRows(rows);
    const told: Parameters<Escalations['add']>[0][number][] = [];
    const toldBefore: (Tier | null)[] = [];
    for (let row = 0; row < rows.count; row++) {
      if (tier[row] === high && before[row] !== high) this.#totals.newlyHigh += 1;
      const [now, then] = [tiers[tier[row]!]!, tiers[before[row]!] ?? null];
      if (!isEscalation(now, then)) continue;
      const scoreId = dropScoreId(dropId, lines[row]!);
      const { modelVersion } = sheet;
      told.push({ customerId: customerIds[row]!, scoreId, scoredAt, tier: now, modelVersion, dropId });
      toldBefore.push(then);
    }
    await this.#options.escalations?.add(told, toldBefore);
  }
}

/** The scores in arrays of their own. */
function rowsOf(scored: ScoredColumns, sheet: ScoringSheet, dropId: string, at: Date): ScoredRows {
  const { batch, count: rowCount, warnings } = scored;
  return {
    sheet,
    dropId,
    scoredAt: at.toISOString(),
    count: rowCount,
    customerIds: batch.ids,
    lines: batch.lines.slice(),
    probability: scored.probability.slice(),
    tier: scored.tier.slice(),
    percentile: scored.percentile.slice(),
    valueAtRiskMinor: scored.valueAtRiskMinor.slice(),
    monthlyValueMinor: batch.monthlyValueMinor.slice(),
    raw: scored.raw.slice(),
    contributions: scored.contributions.slice(),
    values: batch.features.map((column) =>
      column.kind === 'number'
        ? { ...column, values: column.values.slice() }
        : { ...column, codes: column.codes.slice() },
    ),
    play: scored.play.slice(),
    because: scored.because.slice(),
    warnings,
  };
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
