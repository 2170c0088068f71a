import { DomainError } from '../errors.ts';
import { checkPart } from '../intake/check-file.ts';
import type { QuarantinedRow } from '../intake/receipt.ts';
import { Escalations } from '../scoring/tier-events.ts';
import { BatchPlan, batchKeys, putDocument, readDocument, ShardResult, type ShardTask } from './batch-plan.ts';
import { type BatchPorts, engineOf } from './batch-ports.ts';
import { noTotals, scoreRows } from './score-rows.ts';

/** Reason columns and language of the score file of a drop. */
export const dropScoreFile = { reasons: 3, language: 'en' } as const;

/** Quarantined rows shown in a receipt itself. */
export const sampleSize = 20;

/**
 * Scores and records one shard of a planned drop, and writes its part of the score file and of the quarantine. Bad rows
 * go to quarantine with their lines of the whole file. Called again, it does nothing for a shard that is done; for one
 * that was cut off it does the work again, which records nothing twice because ids of scores come from drop and line.
 *
 * The quarantine of one shard is held in memory.
 *
 * @throws {DomainError} `unreadable-file` if the file was changed since it was planned
 */
export async function scoreShard(task: ShardTask, ports: BatchPorts): Promise<ShardTask> {
  const { records, objects, clock } = ports;
  const { dropId, shard } = task;
  if (await readDocument(objects, batchKeys.result(task), ShardResult)) return task;
  const plan = await readDocument(objects, batchKeys.plan(dropId), BatchPlan);
  const range = plan?.shards[shard];
  if (!plan || !range) {
    if ((await records.drops.get(dropId))?.state === 'done') return task; // a duplicate that came late
    throw new Error(`shard ${shard} of drop ${dropId} is not planned`);
  }
  if ((await objects.size(plan.sourceKey)) !== plan.sourceBytes) throw changed();
  const bytes = await objects.read(plan.sourceKey, range);
  if (bytes === undefined) throw changed();

  const engine = await engineOf(ports, plan.modelVersion);
  const aside: string[] = [];
  const quarantineSample: QuarantinedRow[] = [];
  const file = checkPart(bytes, plan, range.firstLine, {
    profile: engine.profile,
    onQuarantine: (row) => {
      aside.push(`${JSON.stringify(row)}\n`);
      if (quarantineSample.length < sampleSize) quarantineSample.push(row);
    },
  });
  const totals = noTotals();
  const lines = scoreRows(file, totals, {
    ...dropScoreFile,
    champion: { version: plan.modelVersion, engine },
    dropId,
    customers: records.customers,
    escalations: new Escalations(ports.events),
    clock,
    header: false,
    nextTurn: ports.nextTurn,
    signal: ports.signal,
  });
  await objects.put(batchKeys.scores(task), encoded(lines));
  await objects.put(batchKeys.quarantine(task), encoded(aside));
  const { rowsAccepted, rowsQuarantined } = file.totals;
  const { tierCounts, newlyHigh, highValueAtRiskMinor } = totals;
  const result: ShardResult = {
    rowsAccepted,
    rowsQuarantined,
    blankRows: file.blankRows,
    tierCounts,
    newlyHigh,
    highValueAtRiskMinor,
    quarantineSample,
  };
  await putDocument(objects, batchKeys.result(task), result);
  return task;
}

/** Texts as UTF-8, piece by piece. */
export async function* encoded(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}

function changed(): DomainError {
  return new DomainError('unreadable-file', 'The file was changed while it was scored. Hand it in again.');
}
