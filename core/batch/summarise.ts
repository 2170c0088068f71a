import { DomainError } from '../errors.ts';
import { closingWarnings } from '../intake/check-file.ts';
import { failedReceipt } from '../intake/new-receipt.ts';
import type { Receipt } from '../intake/receipt.ts';
import { failureOf } from '../intake/refusal.ts';
import type { ObjectStore } from '../ports.ts';
import { scoreFileWriter } from '../scoring/score-file.ts';
import { BatchPlan, batchKeys, clearBatch, readDocument, readResult, type ShardResult } from './batch-plan.ts';
import { type BatchPorts, engineOf } from './batch-ports.ts';
import { FileChanged } from './file-changed.ts';
import { addTierTotals } from './score-rows.ts';
import { dropScoreFile, encoded, sampleSize } from './score-shard.ts';

/**
 * Joins the parts of all shards into score file and quarantine, in the order of the file, and finishes the receipt; then
 * the parts go. Called again it changes nothing.
 *
 * @returns the receipt: `done`, or `failed` where not one row could be used
 * @throws {FileChanged} if there is no plan, or a shard is not done: erasing a customer takes both away, to be planned anew
 * @throws {Error} if the shards' rows are not the file's
 */
export async function summarise(dropId: string, ports: BatchPorts): Promise<Receipt> {
  const { records, objects, clock } = ports;
  const receipt = await records.drops.get(dropId);
  if (!receipt) throw new DomainError('drop-not-found', `There is no drop ${dropId}.`);
  if (receipt.state === 'done') {
    await clearBatch(objects, dropId); // what a killed run left behind
    return receipt;
  }
  const plan = await readDocument(objects, batchKeys.plan(dropId), BatchPlan);
  if (!plan && receipt.state === 'failed') return receipt;
  if (!plan) throw new FileChanged(dropId);
  const results = await resultsOf(dropId, plan, objects);
  const sums = sumOf(results);
  const found = sums.rowsIn + sums.blankRows;
  if (found !== plan.rows) throw new Error(`drop ${dropId} has ${plan.rows} rows, and its shards ${found}`);

  const quarantineSample = results.flatMap((result) => result.quarantineSample).slice(0, sampleSize);
  const closing = closingWarnings(sums, sums.blankRows, quarantineSample[0]);
  const shards = plan.shards.map((_, shard) => ({ dropId, shard }));
  const quarantineFile = sums.rowsQuarantined > 0 ? `drops/${dropId}/quarantine.jsonl` : null;
  if (quarantineFile)
    await objects.put(
      quarantineFile,
      joined(
        dropId,
        objects,
        shards.map((task) => batchKeys.quarantine(task, plan)),
      ),
    );
  const { rowsIn, rowsAccepted, rowsQuarantined, tierCounts } = sums;
  const common = {
    ...receipt,
    rowsIn,
    rowsAccepted,
    rowsQuarantined,
    idsFromLineNumbers: plan.idsFromLineNumbers,
    warnings: [...plan.warnings, ...closing],
    quarantineSample,
    quarantineFile,
  };
  let finished: Receipt;
  if (rowsAccepted === 0) {
    const failure = new DomainError('unreadable-file', closing.at(-1) ?? 'Not one row could be used.');
    finished = failedReceipt(common, failureOf(failure), clock.now());
  } else {
    const outputFile = `drops/${dropId}/scores.csv`;
    const { profile } = await engineOf(ports, plan.modelVersion);
    const { header } = scoreFileWriter(dropScoreFile, profile.currency);
    await objects.put(
      outputFile,
      joined(
        dropId,
        objects,
        shards.map((task) => batchKeys.scores(task, plan)),
        header,
      ),
    );
    const finishedAt = clock.now().toISOString();
    const { currency, money } = profile;
    const valueAtRisk = money ? { amountMinor: sums.highValueAtRiskMinor, currency } : null;
    const highTier = { newCustomers: sums.newlyHigh, valueAtRisk };
    finished = { ...common, state: 'done', tierCounts, highTier, outputFile, finishedAt, failure: null };
  }
  await records.drops.put(finished);
  await clearBatch(objects, dropId);
  return finished;
}

async function resultsOf(dropId: string, plan: BatchPlan, objects: ObjectStore): Promise<ShardResult[]> {
  const results: ShardResult[] = [];
  for (const shard of plan.shards.keys()) {
    const result = await readResult(objects, { dropId, shard }, plan);
    if (!result) throw new FileChanged(dropId); // its task has ended, so that only an erasure can have taken it away
    results.push(result);
  }
  return results;
}

function sumOf(results: readonly ShardResult[]) {
  const sums = {
    rowsIn: 0,
    rowsAccepted: 0,
    rowsQuarantined: 0,
    blankRows: 0,
    tierCounts: { high: 0, medium: 0, low: 0 },
    newlyHigh: 0,
    highValueAtRiskMinor: 0,
  };
  for (const result of results) {
    const { rowsAccepted, rowsQuarantined, blankRows } = result;
    sums.rowsIn += rowsAccepted + rowsQuarantined;
    sums.rowsAccepted += rowsAccepted;
    sums.rowsQuarantined += rowsQuarantined;
    sums.blankRows += blankRows;
    addTierTotals(sums, result);
  }
  return sums;
}

async function* joined(
  dropId: string,
  objects: ObjectStore,
  keys: readonly string[],
  first = '',
): AsyncGenerator<Uint8Array> {
  yield* encoded([first]);
  for (const key of keys) {
    const part = await objects.read(key, { reuse: true });
    if (part === undefined) throw new FileChanged(dropId);
    yield* part;
  }
}
