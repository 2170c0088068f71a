import { z } from 'zod';
import { ShardRange } from '../../../core/batch/batch-plan.ts';
import { noTotals, type ScoredTotals, type ScoreRowsOptions, scoreRows } from '../../../core/batch/score-rows.ts';
import { checkPart } from '../../../core/intake/check-file.ts';
import type { CheckTotals } from '../../../core/intake/checked-row.ts';
import type { QuarantinedRow } from '../../../core/intake/receipt.ts';
import { Words } from '../../../core/profile/profile.ts';
import type { Score } from '../../../core/scoring/score.ts';
import type { ScoringModel } from '../../../core/scoring/scoring-model.ts';
import { fileChunks } from '../../objects/file-chunks.ts';
import { AtStake, MostAtStake } from '../most-at-stake.ts';

/** A run of rows of a plain CSV file, to be scored. */
export const PartTask = z.strictObject({
  path: z.string(),
  range: ShardRange,
  layout: z.strictObject({
    delimiter: z.string().length(1),
    newline: z.enum(['\n', '\r']),
    header: z.array(z.string()),
    labelled: z.boolean(),
  }),
  modelVersion: z.string(),
  dropId: z.string(),
  scoredAt: z.iso.datetime().meta({ description: 'Not before that of rows further up in the file' }),
  record: z.boolean(),
  reasons: z.int().nonnegative(),
  language: Words.keyof(),
  onlyThoseWhoStayed: z.boolean(),
  shownCustomers: z.int().nonnegative().meta({ description: 'Customers with most at stake to tell of' }),
  floor: AtStake.optional().meta({ description: 'Of no interest is who has no more at stake than this' }),
});
export type PartTask = z.infer<typeof PartTask>;

/** What became of it, besides lines and rows set aside. */
export interface PartOutcome {
  readonly totals: ScoredTotals;
  readonly checked: Pick<CheckTotals, 'rowsAccepted' | 'rowsQuarantined'> & { readonly blankRows: number };
  /** Those with most at stake. */
  readonly top: readonly Score[];
}

/** Where the parts of a file go; both may be called again before they have answered. */
export interface PartOutlets
  extends Pick<ScoreRowsOptions, 'customers' | 'escalations' | 'signal' | 'nextTurn' | 'recordsAhead'> {
  /** Takes the next lines of the score file, UTF-8. */
  readonly takeLines: (lines: Uint8Array) => Promise<void>;
  /** Takes the next rows that were set aside. */
  readonly setAside: (rows: readonly QuarantinedRow[]) => Promise<void>;
}

/** Pieces of the score file that wait to be taken while the next rows are being scored. */
const piecesAhead = 8;
/** Rows set aside that are handed over together. */
const asideAtOnce = 256;

/** Reads, scores and explains a part of a file. */
export async function scorePart(task: PartTask, engine: ScoringModel, outlets: PartOutlets): Promise<PartOutcome> {
  const { path, range, layout, modelVersion, dropId, reasons, language, onlyThoseWhoStayed } = task;
  const { takeLines, setAside, ...ports } = outlets;
  const top = new MostAtStake(task.shownCustomers, task.floor);
  const aside: QuarantinedRow[] = [];
  const totals = noTotals();
  const file = checkPart(fileChunks(path, true, range), layout, range.firstLine, {
    profile: engine.profile,
    onQuarantine: async (row) => {
      aside.push(row);
      if (aside.length >= asideAtOnce) await setAside(aside.splice(0));
    },
  });
  const parts = scoreRows(file, totals, {
    ...ports,
    champion: { version: modelVersion, engine },
    clock: { now: () => new Date(task.scoredAt) },
    dropId,
    reasons,
    language,
    onlyThoseWhoStayed,
    header: false,
    onScored: (scored) => top.add(scored),
  });
  const waiting: Promise<void>[] = [];
  for await (const lines of parts) {
    const taking = takeLines(lines);
    taking.catch(() => undefined); // thrown when it is waited for
    waiting.push(taking);
    if (waiting.length > piecesAhead) await waiting.shift();
  }
  await Promise.all(waiting);
  if (aside.length > 0) await setAside(aside);
  const { rowsAccepted, rowsQuarantined } = file.totals;
  return { totals, checked: { rowsAccepted, rowsQuarantined, blankRows: file.blankRows }, top: top.scores };
}
