import { z } from 'zod';
import { putDocument, readDocument } from '../../core/batch/batch-plan.ts';
import type { Lineage } from '../../core/lifecycle/lineage.ts';
import type { RunRecord } from '../../core/lifecycle/registry.ts';
import { runKeys } from '../../core/lifecycle/training/run-files.ts';
import { TrainingOrder } from '../../core/lifecycle/training/training-order.ts';
import { readPart } from '../../core/lifecycle/training-data/parts.ts';
import { readRunData } from '../../core/lifecycle/training-data/run-data.ts';
import { parseProfile } from '../../core/profile/parse-profile.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { allPages } from '../home/all-pages.ts';
import type { Home } from '../home/open-home.ts';
import { codeVersion } from './code-version.ts';

/** A run that was cut short and can go on where it stood. */
export interface ResumableRun {
  readonly order: TrainingOrder;
  readonly profile: Profile;
  /** As the process that is gone has left it. */
  readonly record: RunRecord;
}

type RunHome = Pick<Home, 'objects' | 'records'>;

/**
 * A run of a drop, or of a name, that was cut short and can go on: it is the newest, the same Mainstay works on it, its
 * files are there, and no customer was erased from its data meanwhile. Undefined where it has to be begun anew.
 */
export async function findResumable(
  home: RunHome,
  asked: { readonly dropId: string } | { readonly runId: string },
): Promise<ResumableRun | undefined> {
  const { objects } = home;
  const record = await newestRun(home, asked);
  if (record?.state !== 'interrupted') return undefined;
  const { runId } = record;
  const order = await readDocument(objects, runKeys.order(runId), TrainingOrder);
  const profile = await readDocument(objects, runKeys.profile(runId), z.unknown());
  const begunBy = await readDocument(objects, codeKey(runId), z.unknown());
  if (!order || profile === undefined || JSON.stringify(begunBy) !== JSON.stringify(await codeVersion())) {
    return undefined;
  }
  const data = await readRunData(runId, objects);
  for (const { partId, sha256 } of data?.parts ?? []) {
    if ((await readPart(objects, order.profile, partId))?.sha256 !== sha256) return undefined;
  }
  return { order, profile: parseProfile(profile), record };
}

async function newestRun(
  { records }: RunHome,
  asked: Parameters<typeof findResumable>[1],
): Promise<RunRecord | undefined> {
  for await (const run of allPages((page) => records.runs.list(page))) {
    const isAsked = 'runId' in asked ? run.runId === asked.runId : run.dropId === asked.dropId;
    if (run.kind === 'training' && isAsked) return run;
  }
  return undefined;
}

const codeKey = (runId: string): string => runKeys.result(runId, 'code');

/** Keeps which Mainstay has begun a run. */
export async function keepCode(
  { objects }: Pick<Home, 'objects'>,
  runId: string,
  code: Lineage['code'],
): Promise<void> {
  await putDocument(objects, codeKey(runId), code);
}
