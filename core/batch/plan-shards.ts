import { DomainError } from '../errors.ts';
import { lookAt } from '../intake/check-file.ts';
import { failedReceipt, newReceipt } from '../intake/new-receipt.ts';
import type { QueuedDrop } from '../intake/queued-drop.ts';
import { failureOf, isRefusal, isRefusalCode } from '../intake/refusal.ts';
import { storedText } from '../intake/stored-text.ts';
import { parquetNote } from '../parquet/is-parquet.ts';
import type { ObjectStore } from '../ports.ts';
import type { Profile } from '../profile/profile.ts';
import { BatchPlan, batchKeys, clearBatch, putDocument, readDocument, type ShardTask } from './batch-plan.ts';
import { type BatchPorts, engineOf } from './batch-ports.ts';
import { type CutOptions, cutAtRows } from './cut-at-rows.ts';
import { FileChanged } from './file-changed.ts';

/** What is to be done with a drop; only `scoring` has shards. */
export interface PlannedDrop {
  readonly kind: 'scoring' | 'training' | 'rejected' | 'already-done';
  readonly shards: readonly ShardTask[];
}

/** Some ten thousand rows make a shard worth its start; 40 keep the workflow's state small. */
export const usualCut: CutOptions = { maxShards: 40, rowsPerMark: 5_000 };

/**
 * Looks at a drop and cuts it into shards. Compressed files are first written out plain, because no part of gzip can be
 * read without all before it, and so are Parquet files, which hold columns. A drop that was planned before keeps its plan, and with it its model.
 *
 * A file at fault is not an error here: its receipt says why it was rejected.
 *
 * @throws {FileChanged} if the file was changed meanwhile
 */
export async function planShards(
  drop: QueuedDrop,
  ports: BatchPorts,
  cut: CutOptions = usualCut,
): Promise<PlannedDrop> {
  const { records, objects, clock } = ports;
  const { dropId } = drop;
  const known = await records.drops.get(dropId);
  const receipt = known ?? newReceipt({ ...drop, profile: '' });
  if (receipt.state === 'done') {
    await clearBatch(objects, dropId); // what a run killed at the very end left behind
    return { kind: 'already-done', shards: [] };
  }
  if (receipt.kind === 'training') return { kind: 'training', shards: [] };
  if (receipt.failure && isRefusalCode(receipt.failure.code)) return { kind: 'rejected', shards: [] };
  try {
    const found = (await usablePlan(drop, objects)) ?? (await makePlan(drop, receipt.modelVersion, ports, cut));
    if (found === 'training') {
      const waiting = { kind: 'training', state: 'received', finishedAt: null, failure: null } as const;
      await records.drops.putUnlessDone({ ...receipt, ...waiting });
      return { kind: 'training', shards: [] };
    }
    const { modelVersion } = found;
    const profile = (await engineOf(ports, modelVersion)).profile.name;
    const working = { kind: 'scoring', state: 'working', finishedAt: null, failure: null } as const;
    if (!(await records.drops.replace(known, { ...receipt, ...working, profile, modelVersion }))) {
      // A duplicate of this call was faster. What it has seen through stays as it is; what it has begun, both go on with.
      const state = (await records.drops.get(dropId))?.state;
      if (state === 'failed') return { kind: 'rejected', shards: [] };
      if (state === 'done') {
        await clearBatch(objects, dropId);
        return { kind: 'already-done', shards: [] };
      }
    }
    return { kind: 'scoring', shards: found.shards.map((_, shard) => ({ dropId, shard })) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await records.drops.putUnlessDone(failedReceipt(receipt, failureOf(error), clock.now()));
    return { kind: 'rejected', shards: [] };
  }
}

/** The plan made before, unless the file has changed since: erasing a customer empties lines. */
async function usablePlan({ dropId, objectKey }: QueuedDrop, objects: ObjectStore): Promise<BatchPlan | undefined> {
  const plan = await readDocument(objects, batchKeys.plan(dropId), BatchPlan);
  return plan && (await objects.size(objectKey)) === plan.originalBytes ? plan : undefined;
}

async function makePlan(
  { dropId, objectKey }: QueuedDrop,
  begunWith: string | null,
  ports: BatchPorts,
  cut: CutOptions,
): Promise<BatchPlan | 'training'> {
  const { objects, models } = ports;
  const modelVersion = begunWith ?? (await models.champion()).version;
  const engine = await engineOf(ports, modelVersion);
  const originalBytes = await objects.size(objectKey);
  if (originalBytes === undefined) throw new DomainError('file-not-found', 'The file of this drop is gone.');
  const { sourceKey, notes } = await plainCopy(ports, objectKey, batchKeys.plain(dropId), engine.profile);
  const look = await lookAt(await open(ports, sourceKey), engine.profile, 'auto');
  if (look.kind === 'training') return 'training';
  const { header, delimiter, newline, rows, bytes, shards } = await cutAtRows(await open(ports, sourceKey), cut);
  const { labelled, idsFromLineNumbers, warnings } = look;
  const plan: BatchPlan = {
    modelVersion,
    sourceKey,
    sourceBytes: bytes,
    originalKey: objectKey,
    originalBytes,
    delimiter,
    newline,
    header: [...header],
    labelled,
    idsFromLineNumbers,
    warnings: [...notes, ...warnings],
    rows,
    shards: [...shards],
  };
  await putDocument(objects, batchKeys.plan(dropId), plan);
  if ((await objects.size(objectKey)) !== originalBytes) {
    await clearBatch(objects, dropId); // an erased customer may stand in what was made of the file as it was
    throw new FileChanged(dropId);
  }
  return plan;
}

async function open(
  { objects, nextTurn, signal }: Pick<BatchPorts, 'objects' | 'nextTurn' | 'signal'>,
  key: string,
): Promise<AsyncIterable<Uint8Array>> {
  const bytes = await objects.read(key, { reuse: true });
  if (bytes === undefined) throw new DomainError('file-not-found', 'The file of this drop is gone.');
  return givingWay(bytes, nextTurn, signal);
}

async function* givingWay(
  bytes: AsyncIterable<Uint8Array>,
  nextTurn: BatchPorts['nextTurn'],
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of bytes) {
    signal?.throwIfAborted();
    yield chunk;
    await nextTurn?.();
  }
}

/** Writes out plain what is compressed or Parquet. @returns the key of the plain one, the same if it was plain, and what to say */
async function plainCopy(
  { objects, nextTurn, signal }: BatchPorts,
  key: string,
  plainKey: string,
  { decimal }: Profile,
): Promise<{ readonly sourceKey: string; readonly notes: readonly string[] }> {
  const found = await storedText(objects, key, decimal);
  if (!found) throw new DomainError('file-not-found', 'The file of this drop is gone.');
  if (found.form === 'plain') return { sourceKey: key, notes: [] };
  await objects.put(plainKey, givingWay(found.bytes, nextTurn, signal));
  return { sourceKey: plainKey, notes: found.form === 'parquet' ? [parquetNote] : [] };
}
