import { z } from 'zod';
import { putDocument, readDocument } from '../../batch/batch-plan.ts';
import type { ObjectStore } from '../../ports.ts';
import { runKeys } from '../training/run-files.ts';
import { PartId, PartReference } from './part-manifest.ts';
import { partsRoot } from './parts.ts';

/** What a run learned from, for its lineage and for whoever comes next. */
export const RunData = z.strictObject({
  runId: z.string(),
  profile: z.strictObject({ name: z.string(), version: z.int(), sha256: z.string() }),
  parts: z.array(PartReference.extend({ rows: z.int().nonnegative() })).meta({ description: 'In the order read' }),
  newParts: z.array(PartId).meta({ description: 'Those that the last completed run did not have, or not so' }),
  changedParts: z
    .array(PartId)
    .meta({ description: 'Named by the order with another hash: customers were erased since' }),
  leftOutParts: z.array(PartId).meta({ description: 'Checked by a profile that reads otherwise' }),
  rows: z.int().nonnegative(),
  leavers: z.int().nonnegative(),
  replaced: z.int().nonnegative().meta({ description: 'Rows that a later part replaces' }),
  checkedAt: z.iso.datetime(),
});
export type RunData = z.infer<typeof RunData>;

const runDataKey = (runId: string): string => runKeys.result(runId, 'parts');
const lastRunKey = (profile: string): string => `${partsRoot}${profile}/last-run.json`;

export async function keepRunData(data: RunData, objects: ObjectStore): Promise<void> {
  await putDocument(objects, runDataKey(data.runId), data);
}

/** What a run has learned from; undefined for one that was skipped, or has not come so far. */
export function readRunData(runId: string, objects: ObjectStore): Promise<RunData | undefined> {
  return readDocument(objects, runDataKey(runId), RunData);
}

/** Notes that a run has gone through to its end: what it knew is not new to the next one. */
export async function rememberRun(runId: string, objects: ObjectStore): Promise<void> {
  const data = await readRunData(runId, objects);
  if (data) await putDocument(objects, lastRunKey(data.profile.name), data);
}

/** What the last completed run of a profile learned from. */
export function lastRunData(profile: string, objects: ObjectStore): Promise<RunData | undefined> {
  return readDocument(objects, lastRunKey(profile), RunData);
}
