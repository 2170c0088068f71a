import { z } from 'zod';
import { QuarantinedRow } from '../intake/receipt.ts';
import { readObject } from '../lifecycle/stored-model.ts';
import type { ObjectStore } from '../ports.ts';

/** A run of rows of a file, as bytes. */
export const ShardRange = z.strictObject({
  start: z.int().nonnegative().meta({ description: 'First byte; a row begins there' }),
  end: z.int().nonnegative().meta({ description: 'Byte after the last one: the next shard or the end of the file' }),
  firstLine: z.int().positive().meta({ description: '1-based line that begins at `start`' }),
});
export type ShardRange = z.infer<typeof ShardRange>;

/** How a drop is scored in shards. Written once, so that all its scores come from one model and a rerun cuts alike. */
export const BatchPlan = z.strictObject({
  modelVersion: z.string(),
  sourceKey: z.string().meta({ description: 'Object with the plain CSV that the ranges are of' }),
  sourceBytes: z.int().nonnegative(),
  originalKey: z
    .string()
    .meta({ description: 'Object with the file as it was handed in; the same one if it was plain' }),
  originalBytes: z.int().nonnegative().meta({ description: 'Size of the file as it was handed in' }),
  delimiter: z.string().length(1),
  newline: z.enum(['\n', '\r']),
  header: z.array(z.string()),
  labelled: z.boolean(),
  idsFromLineNumbers: z.boolean(),
  warnings: z.array(z.string()),
  rows: z.int().nonnegative().meta({ description: 'Rows of all shards, those that cannot be read included' }),
  shards: z.array(ShardRange).min(1),
});
export type BatchPlan = z.infer<typeof BatchPlan>;

/** What became of a shard. Written last: a shard that has it is done, if it is of the same file. */
export const ShardResult = z.strictObject({
  range: ShardRange,
  sourceBytes: z.int().nonnegative().meta({ description: 'Of the file that it was a part of' }),
  rowsAccepted: z.int().nonnegative(),
  rowsQuarantined: z.int().nonnegative(),
  blankRows: z.int().nonnegative(),
  tierCounts: z.strictObject({ high: z.int(), medium: z.int(), low: z.int() }),
  newlyHigh: z.int().nonnegative(),
  highValueAtRiskMinor: z.int(),
  quarantineSample: z.array(QuarantinedRow).max(20),
});
export type ShardResult = z.infer<typeof ShardResult>;

/** One shard of one drop, as the workflow hands it on. */
export const ShardTask = z.strictObject({ dropId: z.string().min(1), shard: z.int().nonnegative() });
export type ShardTask = z.infer<typeof ShardTask>;

/** Folder of what a drop needs while it is worked on; gone once it is done. */
export function batchFolder(dropId: string): string {
  return `drops/${dropId}/batch/`;
}

type Planned = Pick<BatchPlan, 'sourceBytes'>;

/**
 * Where a drop's plan and the parts of its shards lie. Parts of a file that has changed since have other names: who is still
 * at work on them cannot spoil those of the file as it is now.
 */
export const batchKeys = {
  plan: (dropId: string): string => `${batchFolder(dropId)}plan.json`,
  plain: (dropId: string): string => `${batchFolder(dropId)}plain.csv`,
  scores: (task: ShardTask, plan: Planned): string => `${partOf(task, plan)}.csv`,
  quarantine: (task: ShardTask, plan: Planned): string => `${partOf(task, plan)}.jsonl`,
  result: (task: ShardTask, plan: Planned): string => `${partOf(task, plan)}.json`,
} as const;

const partOf = ({ dropId, shard }: ShardTask, { sourceBytes }: Planned): string =>
  `${batchFolder(dropId)}${String(shard).padStart(5, '0')}-${sourceBytes}`;

/** The result of a shard; undefined unless it is done. One of the file as it was before it changed does not count. */
export async function readResult(
  objects: ObjectStore,
  task: ShardTask,
  plan: BatchPlan,
): Promise<ShardResult | undefined> {
  const result = await readDocument(objects, batchKeys.result(task, plan), ShardResult);
  const range = plan.shards[task.shard];
  const isSame =
    result?.sourceBytes === plan.sourceBytes &&
    result.range.start === range?.start &&
    result.range.end === range.end &&
    result.range.firstLine === range.firstLine;
  return isSame ? result : undefined;
}

/** The document under a key, checked; undefined if there is none. */
export async function readDocument<T>(objects: ObjectStore, key: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const bytes = await readObject(objects, key);
  return bytes && schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Puts a document under a key. @returns false, leaving what is there, if `ifAbsent` and the key exists */
export function putDocument(
  objects: ObjectStore,
  key: string,
  document: unknown,
  options: { ifAbsent?: boolean } = {},
): Promise<boolean> {
  return objects.put(key, new TextEncoder().encode(JSON.stringify(document)), options);
}

/** Removes all that a drop needed while it was worked on. The plan goes first: without it, no part counts. */
export async function clearBatch(objects: ObjectStore, dropId: string): Promise<void> {
  await objects.remove(batchKeys.plan(dropId));
  for (const key of await objects.list(batchFolder(dropId))) await objects.remove(key);
}
