import type { z } from 'zod';
import { putDocument, readDocument } from '../../batch/batch-plan.ts';
import type { ObjectStore } from '../../ports.ts';

const results = 'results/';
const folderOf = (runId: string): string => `runs/${runId}/`;

/** Object keys of a training run, and prefixes that end in a slash. `workflows/training.asl.json` knows them too. */
export const runKeys = {
  order: (runId: string): string => `${folderOf(runId)}order.json`,
  checked: (runId: string): string => `${folderOf(runId)}checked/checked.csv`,
  profile: (runId: string): string => `${folderOf(runId)}checked/profile.json`,
  bundle: (runId: string): string => `${folderOf(runId)}bundle/`,
  testRows: (runId: string): string => `${folderOf(runId)}gate/test-rows.csv`,
  testPredictions: (runId: string): string => `${folderOf(runId)}gate/test-predictions.csv`,
  /** What a task has found out, so that it is found out once. */
  result: (runId: string, task: string): string => `${folderOf(runId)}${results}${task}.json`,
  log: (runId: string): string => `${folderOf(runId)}training.log`,
} as const;

/** Does a piece of work once: its result is kept under the key, and handed out again where it is there already. */
export async function once<T>(
  objects: ObjectStore,
  key: string,
  schema: z.ZodType<T>,
  work: () => Promise<T>,
): Promise<T> {
  const kept = await readDocument(objects, key, schema);
  if (kept !== undefined) return kept;
  const result = await work();
  if (await putDocument(objects, key, result, { ifAbsent: true })) return result;
  return (await readDocument(objects, key, schema)) ?? result; // another attempt was faster
}

/** Removes what a run that is over needed while it went on, rows of customers above all; order, results and log stay. */
export async function clearRun(objects: ObjectStore, runId: string): Promise<void> {
  const kept = [runKeys.order(runId), runKeys.log(runId), folderOf(runId) + results];
  for (const key of await objects.list(folderOf(runId))) {
    if (!kept.some((start) => key.startsWith(start))) await objects.remove(key);
  }
}
