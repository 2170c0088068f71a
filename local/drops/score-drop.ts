import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { noTotals, type ScoredTotals } from '../../core/batch/score-rows.ts';
import { DomainError } from '../../core/errors.ts';
import { failedReceipt } from '../../core/intake/new-receipt.ts';
import type { Receipt } from '../../core/intake/receipt.ts';
import { failureOf, isRefusal } from '../../core/intake/refusal.ts';
import type { Home } from '../home/open-home.ts';
import { openScoring, type Scoring, type ScoringRequest } from './open-scoring.ts';
import { QuarantineFile } from './quarantine-file.ts';
import { RefusedInput } from './refused-input.ts';

export interface ScoreDropRequest extends ScoringRequest {
  /** As it stands when the file has come in; its warnings are kept. */
  readonly receipt: Receipt;
  /** Whether scores, receipt and quarantine are kept in the home. */
  readonly record: boolean;
  /** Takes the score file, and says where it is: an object key, or null if it is outside of the home. */
  readonly write: (file: AsyncGenerator<Uint8Array, void, undefined>) => Promise<string | null>;
  /** Takes the quarantine where nothing is recorded; gets the finished file. */
  readonly onQuarantineFile?: ((path: string) => Promise<void>) | undefined;
  /** Whether an interrupted drop is to be taken up again. */
  readonly resumable: boolean;
}

export interface ScoreDropOutcome {
  readonly receipt: Receipt;
  readonly totals: Readonly<ScoredTotals>;
}

/**
 * Works through a file to be scored: check → score → record → write, row by row, then receipt.
 *
 * @throws {RefusedInput} with the receipt, where the file is at fault or not one row could be scored
 * @throws the signal's reason once it is aborted
 */
export async function scoreDrop(home: Home, request: ScoreDropRequest, signal: AbortSignal): Promise<ScoreDropOutcome> {
  const { champion, source, record } = request;
  const work = join(home.paths.work, request.receipt.dropId);
  const quarantine = new QuarantineFile(work);
  const totals = noTotals();
  let receipt: Receipt = {
    ...request.receipt,
    kind: 'scoring',
    state: 'working',
    profile: champion.engine.profile.name,
    modelVersion: champion.version,
  };
  let scoring: Scoring | undefined;
  const said = [...request.receipt.warnings, ...source.notes];
  const keep = async (change: Partial<Receipt>): Promise<Receipt> => {
    receipt = { ...receipt, ...change };
    if (record) await home.records.drops.put(receipt);
    return receipt;
  };
  const soFar = (): Partial<Receipt> =>
    scoring
      ? {
          ...scoring.file.totals,
          idsFromLineNumbers: scoring.file.idsFromLineNumbers,
          warnings: [...said, ...receiptWarnings(scoring.file, totals)],
        }
      : {};
  try {
    await keep({});
    const { dropId } = receipt;
    scoring = await openScoring(home, request, { dropId, totals, onQuarantine: (row) => quarantine.add(row), signal });
    const outputFile = await request.write(scoring.lines);
    if (!record && (await quarantine.finish())) await request.onQuarantineFile?.(quarantine.path);
    const quarantineFile = record ? await quarantine.store(home.objects, receipt.dropId) : null;
    await keep({ quarantineFile });
    if (totals.scored + totals.leftOut === 0) {
      throw new DomainError('unreadable-file', scoring.file.warnings.at(-1) ?? 'Not one row could be used.');
    }
    const { tierCounts } = totals;
    await keep({
      ...soFar(),
      state: 'done',
      sha256: source.sha256(),
      tierCounts,
      outputFile,
      quarantineSample: quarantine.sample,
      finishedAt: home.clock.now().toISOString(),
    });
    return { receipt, totals };
  } catch (error) {
    await quarantine.discard();
    if (signal.aborted && request.resumable) throw error;
    const failure = signal.aborted
      ? { code: 'interrupted', detail: 'Scoring was stopped; scoring the same file again goes on from here.' }
      : failureOf(error);
    await keep({ ...soFar(), quarantineSample: quarantine.sample });
    const failed = failedReceipt(receipt, failure, home.clock.now());
    await keep(failed);
    throw isRefusal(error) && !signal.aborted ? new RefusedInput(error, failed) : error;
  } finally {
    await scoring?.close();
    await rm(work, { recursive: true, force: true });
  }
}

function receiptWarnings(file: Scoring['file'], totals: ScoredTotals): readonly string[] {
  if (totals.leftOut === 0) return file.warnings;
  const rows = totals.leftOut === 1 ? '1 row is' : `${totals.leftOut.toLocaleString('en-US')} rows are`;
  return [...file.warnings, `${rows} not scored, because the file says that the customer has left.`];
}
