import { checkPart } from '../intake/check-file.ts';
import type { QuarantinedRow } from '../intake/receipt.ts';
import type { ScoringModel } from '../scoring/scoring-model.ts';
import { Escalations } from '../scoring/tier-events.ts';
import {
  BatchPlan,
  batchKeys,
  putDocument,
  readDocument,
  readResult,
  type ShardResult,
  type ShardTask,
} from './batch-plan.ts';
import { type BatchPorts, engineOf, type ShardPorts } from './batch-ports.ts';
import { eraseAgain } from './erase-again.ts';
import { FileChanged } from './file-changed.ts';
import { NotedRows } from './noted-rows.ts';
import { noTotals, scoreRows } from './score-rows.ts';
import { TextPipe } from './text-pipe.ts';

/** Reason columns and language of the score file of a drop. */
export const dropScoreFile = { reasons: 3, language: 'en' } as const;

/** Quarantined rows shown in a receipt itself. */
export const sampleSize = 20;

/**
 * Scores and records one shard of a planned drop, and writes its part of the score file and of the quarantine. Bad rows
 * go to quarantine with their lines of the whole file. Called again, it does nothing for a shard that is done; for one
 * that was cut off it does the work again, which records nothing twice because ids of scores come from drop and line.
 *
 * @throws {FileChanged} if the file was changed since it was planned; who was erased while this went on stays erased
 */
export async function scoreShard(task: ShardTask, ports: ShardPorts): Promise<ShardTask> {
  const { records, objects } = ports;
  const { dropId, shard } = task;
  const plan = await readDocument(objects, batchKeys.plan(dropId), BatchPlan);
  const range = plan?.shards[shard];
  if (!plan || !range) {
    if ((await records.drops.get(dropId))?.state === 'done') return task; // a duplicate that came late
    throw new FileChanged(dropId);
  }
  if (await readResult(objects, task, plan)) return task;
  if ((await objects.size(plan.sourceKey)) !== plan.sourceBytes) throw new FileChanged(dropId);
  const bytes = await objects.read(plan.sourceKey, { ...range, reuse: true });
  if (bytes === undefined) throw new FileChanged(dropId);

  const engine = await engineOf(ports, plan.modelVersion);
  const scored = new NotedRows();
  try {
    const result = await scorePart(bytes, task, plan, engine, ports, scored);
    if (!(await isUnchanged(task, plan, ports))) {
      await objects.remove(batchKeys.scores(task, plan));
      await objects.remove(batchKeys.quarantine(task, plan));
      throw new FileChanged(dropId);
    }
    await putDocument(objects, batchKeys.result(task, plan), { range, sourceBytes: plan.sourceBytes, ...result });
  } catch (error) {
    if (!(await isUnchanged(task, plan, ports))) {
      await eraseAgain(dropId, plan.originalKey, scored.rows(), { objects, customers: records.customers });
    }
    throw error;
  }
  return task;
}

/** Writes the two parts of a shard, and tells what else became of it. */
async function scorePart(
  bytes: AsyncIterable<Uint8Array>,
  task: ShardTask,
  plan: BatchPlan,
  engine: ScoringModel,
  ports: ShardPorts,
  scored: NotedRows,
): Promise<Omit<ShardResult, 'range' | 'sourceBytes'>> {
  const { records, objects, clock } = ports;
  const aside = new TextPipe();
  const quarantineSample: QuarantinedRow[] = [];
  const file = checkPart(bytes, plan, plan.shards[task.shard]?.firstLine ?? 1, {
    profile: engine.profile,
    onQuarantine: async (row) => {
      if (quarantineSample.length < sampleSize) quarantineSample.push(row);
      await aside.write(`${JSON.stringify(row)}\n`);
    },
  });
  const totals = noTotals();
  const parts = scoreRows(file, totals, {
    ...dropScoreFile,
    champion: { version: plan.modelVersion, engine },
    dropId: task.dropId,
    customers: records.customers,
    escalations: new Escalations(ports.events),
    clock,
    shadow: ports.shadow,
    recordsAhead: ports.recordsAhead,
    header: false,
    nextTurn: ports.nextTurn,
    signal: ports.signal,
    onAccepted: (customerIds, lines) => scored.add(customerIds, lines),
  });
  await together(
    aside,
    objects.put(batchKeys.scores(task, plan), parts),
    objects.put(batchKeys.quarantine(task, plan), encoded(aside.read())),
  );
  const { rowsAccepted, rowsQuarantined } = file.totals;
  const { tierCounts, newlyHigh, highValueAtRiskMinor } = totals;
  const counts = { rowsAccepted, rowsQuarantined, blankRows: file.blankRows };
  return { ...counts, tierCounts, newlyHigh, highValueAtRiskMinor, quarantineSample };
}

/** Waits for both parts; if one cannot be written, neither waits for the other. */
async function together(pipe: TextPipe, scores: Promise<unknown>, quarantine: Promise<unknown>): Promise<void> {
  const breaking = (error: unknown): never => {
    pipe.break(error);
    throw error;
  };
  const writing = scores.then(() => pipe.end(), breaking);
  const [first, second] = await Promise.allSettled([writing, quarantine.catch(breaking)]);
  for (const outcome of [second, first]) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Whether nobody was erased from the file: that rewrites it and then takes the plan and all parts away. */
async function isUnchanged(
  { dropId }: ShardTask,
  plan: BatchPlan,
  { objects }: Pick<BatchPorts, 'objects'>,
): Promise<boolean> {
  const isPlanned = (await objects.size(batchKeys.plan(dropId))) !== undefined;
  return isPlanned && (await objects.size(plan.originalKey)) === plan.originalBytes;
}

/** Texts as UTF-8, piece by piece. */
export async function* encoded(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}
