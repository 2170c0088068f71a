import type { CheckedFile, CheckedRow } from '../intake/checked-row.ts';
import type { Champion } from '../lifecycle/champion.ts';
import type { ShadowObserver } from '../lifecycle/shadow/shadow-scorer.ts';
import type { Clock, CustomerRecords } from '../ports.ts';
import type { RecordedScore } from '../scoring/customer-record.ts';
import { engineBehind } from '../scoring/engine.ts';
import { type Tier, tiers } from '../scoring/score.ts';
import { type ScoreFileOptions, type ScoreFileWriter, scoreFileWriter } from '../scoring/score-file.ts';
import { dropScoreId } from '../scoring/score-id.ts';
import { sheetOf } from '../scoring/scoring-sheet.ts';
import type { Escalations } from '../scoring/tier-events.ts';
import { scoreColumns } from './score-columns.ts';
import { type ScoredSlice, sliceOfScores } from './scored-slice.ts';

export interface ScoreRowsOptions extends ScoreFileOptions {
  readonly champion: Champion;
  readonly dropId: string;
  /** Where scores are recorded; null keeps no record. */
  readonly customers: Pick<CustomerRecords, 'putScores' | 'putScoredRows' | 'flush' | 'keepSheet'> | null;
  /** Tells who came into a more urgent tier; left out: nobody is told. */
  readonly escalations?: Escalations | undefined;
  /** Looks on: what it thinks changes nothing. */
  readonly shadow?: ShadowObserver | undefined;
  readonly clock: Clock;
  /** How many calls may be recording while the next rows are being scored; they are answered in order. @default 1 */
  readonly recordsAhead?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Lets whatever else the process serves have its turn; awaited between slices. */
  readonly nextTurn?: (() => Promise<void>) | undefined;
  /** Whether the score file begins with its header; a part of one does not. @default true */
  readonly header?: boolean | undefined;
  /** Leaves out customers of whom the file says that they have left. @default false */
  readonly onlyThoseWhoStayed?: boolean | undefined;
  /** Whether a piece of the score file may lie where the one before lay: it is of use until the next is asked for. @default false */
  readonly reusePieces?: boolean | undefined;
  /** Told before rows are recorded. */
  readonly onAccepted?: ((customerIds: readonly string[], lines: ArrayLike<number>) => void) | undefined;
  /** Told after every slice, with what it added. */
  readonly onScored?: ((scored: ScoredSlice) => void) | undefined;
}

/** What was scored so far. */
export interface ScoredTotals {
  scored: number;
  /** Rows left out because the customer has left. */
  leftOut: number;
  readonly tierCounts: Record<Tier, number>;
  /** Recorded scores in the high tier of customers who were not in it before. */
  newlyHigh: number;
  /** Of all scores in the high tier, minor units. */
  highValueAtRiskMinor: number;
}

/** Totals of nothing. */
export function noTotals(): ScoredTotals {
  return { scored: 0, leftOut: 0, tierCounts: { high: 0, medium: 0, low: 0 }, newlyHigh: 0, highValueAtRiskMinor: 0 };
}

type TierTotals = Pick<ScoredTotals, 'tierCounts' | 'newlyHigh' | 'highValueAtRiskMinor'>;

/** Adds what was scored elsewhere. */
export function addTotals(totals: ScoredTotals, more: Readonly<ScoredTotals>): void {
  totals.scored += more.scored;
  totals.leftOut += more.leftOut;
  addTierTotals(totals, more);
}

/** The same of the tiers alone. */
export function addTierTotals(totals: TierTotals, more: Readonly<TierTotals>): void {
  for (const tier of tiers) totals.tierCounts[tier] += more.tierCounts[tier];
  totals.newlyHigh += more.newlyHigh;
  totals.highValueAtRiskMinor += more.highValueAtRiskMinor;
}

/** Rows scored in one go where it is done row by row, some milliseconds, by a model that does not ask for more. */
const sliceRows = 100;

/**
 * Scores a checked file in constant memory, recording as it goes, and yields the score file piece by piece, UTF-8: column by
 * column where file and model allow it. Since ids of scores come from drop and line, running it again over the same
 * drop records nothing twice.
 */
export async function* scoreRows(
  file: Pick<CheckedFile, 'rows' | 'columns'>,
  totals: ScoredTotals,
  options: ScoreRowsOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const engine = engineBehind(options.champion.engine);
  await options.shadow?.refresh();
  if (options.header !== false) {
    yield encoder.encode(scoreFileWriter(options, options.champion.engine.profile.currency).header);
  }
  yield* engine && file.columns ? scoreColumns(file.columns, engine, totals, options) : oneByOne(file, totals, options);
  await options.shadow?.flush();
  await options.escalations?.finish();
}

const encoder = new TextEncoder();

async function* oneByOne(
  file: Pick<CheckedFile, 'rows'>,
  totals: ScoredTotals,
  options: ScoreRowsOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const writer = scoreFileWriter(options, options.champion.engine.profile.currency);
  const rowsAtOnce = options.champion.engine.rowsAtOnce ?? sliceRows;
  for await (const batch of file.rows) {
    const current = options.onlyThoseWhoStayed ? batch.filter((row) => row.label !== 1) : batch;
    totals.leftOut += batch.length - current.length;
    for (let from = 0; from < current.length; from += rowsAtOnce) {
      options.signal?.throwIfAborted();
      yield encoder.encode(await scoreSlice(current.slice(from, from + rowsAtOnce), totals, options, writer));
      await options.nextTurn?.();
    }
  }
}

async function scoreSlice(
  rows: readonly CheckedRow[],
  totals: ScoredTotals,
  options: ScoreRowsOptions,
  writer: ScoreFileWriter,
): Promise<string> {
  const { champion, dropId, customers } = options;
  const toScore = rows.map(({ id, values, monthlyValueMinor }) => ({ customerId: id, values, monthlyValueMinor }));
  const scores = await champion.engine.score(toScore, customers ? {} : { reasons: options.reasons });
  options.onAccepted?.(
    rows.map(({ id }) => id),
    rows.map(({ line }) => line),
  );
  if (customers) {
    await customers.keepSheet(sheetOf(champion.engine, champion.version));
    const scoredAt = options.clock.now().toISOString();
    const recorded = scores.map((score, index): RecordedScore => {
      const { line, values, monthlyValueMinor } = rows[index]!;
      const scoreId = dropScoreId(dropId, line);
      return {
        ...score,
        scoreId,
        scoredAt,
        modelVersion: champion.version,
        dropId,
        features: values,
        monthlyValueMinor,
      };
    });
    const tiersBefore = await customers.putScores(recorded);
    await options.escalations?.add(recorded, tiersBefore);
    for (const [index, { tier }] of recorded.entries()) {
      if (tier === 'high' && tiersBefore[index] !== 'high') totals.newlyHigh += 1;
    }
  }
  let lines = '';
  for (const score of scores) {
    totals.tierCounts[score.tier] += 1;
    if (score.tier === 'high') totals.highValueAtRiskMinor += score.valueAtRisk?.amountMinor ?? 0;
    lines += writer.line(score);
  }
  totals.scored += scores.length;
  await options.shadow?.observe({ champion, values: rows.map(({ values }) => values), scores });
  options.onScored?.(sliceOfScores(scores));
  return lines;
}
