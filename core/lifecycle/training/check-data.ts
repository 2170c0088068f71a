import { z } from 'zod';
import { readDocument } from '../../batch/batch-plan.ts';
import { DomainError } from '../../errors.ts';
import { requireEnoughData } from '../../intake/enough-data.ts';
import type { Records } from '../../ports.ts';
import { parseProfile } from '../../profile/parse-profile.ts';
import type { Profile } from '../../profile/profile.ts';
import type { DataQuality } from '../report/input.ts';
import { type AddedPart, addPart } from '../training-data/add-part.ts';
import { type AssembledTotals, assembleRows } from '../training-data/assemble-rows.ts';
import { type PartManifest, referenceOf } from '../training-data/part-manifest.ts';
import { listParts, readPart } from '../training-data/parts.ts';
import { readingHash } from '../training-data/reading-hash.ts';
import { keepRunData, lastRunData, type RunData } from '../training-data/run-data.ts';
import { noteWork, takeLease } from '../training-data/training-lease.ts';
import type { CheckedData } from './checked-data.ts';
import { runKeys } from './run-files.ts';
import type { TrainingOrder } from './training-order.ts';
import type { TrainingPorts } from './training-ports.ts';

export type CheckDataPorts = Pick<TrainingPorts, 'objects' | 'clock' | 'newHash' | 'onRows' | 'nextTurn' | 'signal'> & {
  readonly records: Pick<Records, 'drops' | 'models' | 'runs'>;
  /** Least time between two runs that monitoring may cause, ms. @default a day */
  readonly leastIntervalMs?: number | undefined;
};

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The first task of a run: takes its drop in as a part of the training data, finds out whether there is anything to do,
 * and writes the rows of all parts as training reads them. The parts and their hashes are kept with the run.
 *
 * Skipped while another run is under way, when nothing new came in since the last completed one, and when monitoring
 * asks again too soon; `force` overrides all three. A drop is taken in even so, for the next run.
 *
 * @throws {DomainError} `unreadable-file`, `not-enough-data`, `invalid-profile`, `not-found` for a part that is gone
 * @throws {FileChanged | PartChanged} if customers were erased meanwhile; to be tried again
 */
export async function checkData(order: TrainingOrder, ports: CheckDataPorts): Promise<CheckedData> {
  const { objects, clock } = ports;
  const profile = parseProfile(await readDocument(objects, runKeys.profile(order.runId), z.unknown()));
  const added = order.dropId === null ? undefined : await takeIn(order.dropId, profile, ports);
  const lease = await takeLease(order.runId, order.force, ports);
  if (!lease.taken) return skipped(`Run ${lease.by} has been under way since ${lease.since}.`);
  const sinceLastMs =
    lease.before === null ? Number.POSITIVE_INFINITY : clock.now().getTime() - Date.parse(lease.before);
  const leastMs = ports.leastIntervalMs ?? dayMs;
  if (isFromMonitoring(order) && !order.force && sinceLastMs < leastMs) {
    const hours = Math.round(leastMs / 360_000) / 10;
    return skipped(`The last run began at ${lease.before}; monitoring may ask for one every ${hours} hours.`);
  }

  const sha256 = await readingHash(profile);
  const { parts, changedParts, leftOutParts } = await chooseParts(order, profile, sha256, ports);
  if (parts.length === 0) throw noParts(order, leftOutParts);
  const last = await lastRunData(profile.name, objects);
  const known = new Set(last?.profile.sha256 === sha256 ? last.parts.map((part) => part.sha256) : []);
  const newParts = parts.filter((part) => !known.has(part.sha256));
  if (newParts.length === 0 && !order.force && !order.parts) {
    return skipped(`Nothing new came in since run ${last?.runId}: ${partsInWords(parts)}.`);
  }

  await noteWork(order.runId, objects);
  const totals = await assemble(order.runId, parts, ports);
  const data: RunData = {
    runId: order.runId,
    profile: { name: profile.name, version: profile.version, sha256 },
    parts: parts.map((part) => ({ ...referenceOf(part), rows: part.rows })),
    newParts: newParts.map(({ partId }) => partId),
    changedParts,
    leftOutParts,
    ...totals,
    checkedAt: clock.now().toISOString(),
  };
  await keepRunData(data, objects);
  const { leavers, rows } = totals;
  const stayers = rows - leavers;
  requireEnoughData({ leavers, stayers });
  const previous = order.previous === undefined ? await comparableChampion(profile, ports) : order.previous;
  const trials = order.trialsOfFamilies ?? order.families.map(() => order.trials);
  return { kind: 'ready', previous, leavers, stayers, trials, quality: qualityOf(parts, data, added) };
}

const skipped = (reason: string): CheckedData => ({ kind: 'skipped', reason });

const isFromMonitoring = ({ reason }: TrainingOrder): boolean => reason === 'drift' || reason === 'performance';

async function takeIn(dropId: string, profile: Profile, ports: CheckDataPorts): Promise<AddedPart> {
  const { drops } = ports.records;
  const receipt = await drops.get(dropId);
  if (!receipt) throw new DomainError('drop-not-found', `There is no drop ${dropId}.`);
  const working = { ...receipt, kind: 'training', state: 'working', profile: profile.name } as const;
  await drops.put(working);
  const added = await addPart(receipt, profile, ports);
  await drops.put({ ...working, ...added.receipt });
  return added;
}

interface Choice {
  readonly parts: readonly PartManifest[];
  readonly changedParts: string[];
  readonly leftOutParts: string[];
}

async function chooseParts(
  { parts: named }: TrainingOrder,
  { name }: Profile,
  sha256: string,
  { objects }: CheckDataPorts,
): Promise<Choice> {
  const changedParts: string[] = [];
  let all = await listParts(objects, name);
  if (named) {
    all = [];
    for (const reference of named) {
      const part = await readPart(objects, name, reference.partId);
      if (!part) throw new DomainError('not-found', `Part ${reference.partId} of the training data is gone.`);
      if (part.sha256 !== reference.sha256) changedParts.push(part.partId);
      all.push(part);
    }
  }
  const parts = all.filter((part) => part.profile.sha256 === sha256 && part.rows > 0);
  const leftOutParts = all.filter((part) => part.profile.sha256 !== sha256).map(({ partId }) => partId);
  return { parts, changedParts, leftOutParts };
}

async function assemble(
  runId: string,
  parts: readonly PartManifest[],
  { objects, nextTurn, signal }: CheckDataPorts,
): Promise<AssembledTotals> {
  const totals: AssembledTotals = { rows: 0, leavers: 0, replaced: 0 };
  const afterBatch = async (): Promise<void> => {
    signal?.throwIfAborted();
    await nextTurn?.();
  };
  await objects.put(runKeys.checked(runId), assembleRows(parts, totals, { objects, afterBatch }));
  return totals;
}

/** The champion, if it was trained here on the same profile: what changed in the data is measured against it. */
async function comparableChampion({ name }: Profile, { records: { models } }: CheckDataPorts): Promise<string | null> {
  const pointer = await models.champion();
  const model = pointer && (await models.get(pointer.version));
  return model && model.family !== 'external' && model.profile === name ? model.version : null;
}

function qualityOf(parts: readonly PartManifest[], data: RunData, added: AddedPart | undefined): DataQuality {
  const rowsAccepted = parts.reduce((sum, part) => sum + part.rows, 0);
  const rowsQuarantined = parts.reduce((sum, part) => sum + part.rowsQuarantined, 0);
  const warnings = [...(added?.receipt.warnings ?? [])];
  if (parts.length > 1)
    warnings.push(`Learned from ${partsInWords(parts)}; ${data.replaced} rows were replaced by later ones.`);
  const { leftOutParts, changedParts } = data;
  if (leftOutParts.length > 0) {
    warnings.push(
      `Left out, since the profile has changed how files are read: ${leftOutParts.join(', ')}. Hand the files in again to use them.`,
    );
  }
  if (changedParts.length > 0)
    warnings.push(`Customers were erased since the run that is repeated: ${changedParts.join(', ')}.`);
  const byReason = new Map<string, number>();
  for (const part of parts) {
    for (const [reason, rows] of Object.entries(part.quarantined))
      byReason.set(reason, (byReason.get(reason) ?? 0) + rows);
  }
  const quarantineByReason = [...byReason].map(([reason, rows]) => ({ reason, rows }));
  return { rowsIn: rowsAccepted + rowsQuarantined, rowsAccepted, rowsQuarantined, warnings, quarantineByReason };
}

function partsInWords(parts: readonly PartManifest[]): string {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return `${parts.length} ${parts.length === 1 ? 'part' : 'parts'} with ${rows.toLocaleString('en-US')} rows`;
}

function noParts({ profile, dropId }: TrainingOrder, leftOut: readonly string[]): DomainError {
  if (dropId !== null) return new DomainError('not-enough-data', 'Not one row of the file could be used.');
  const why = leftOut.length > 0 ? ` that the profile as it is now can read (left out: ${leftOut.join(', ')})` : '';
  return new DomainError(
    'not-enough-data',
    `There is no training data of profile "${profile}"${why}. Hand in a labelled file.`,
  );
}
