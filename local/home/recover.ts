import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readDocument } from '../../core/batch/batch-plan.ts';
import { failedReceipt } from '../../core/intake/new-receipt.ts';
import { listQueued } from '../../core/intake/queued-drop.ts';
import type { Receipt } from '../../core/intake/receipt.ts';
import type { RunRecord } from '../../core/lifecycle/registry.ts';
import { bundleProfileFile, modelKey } from '../../core/lifecycle/stored-model.ts';
import { clearRun, runKeys } from '../../core/lifecycle/training/run-files.ts';
import { TrainingOrder } from '../../core/lifecycle/training/training-order.ts';
import { parseProfile } from '../../core/profile/parse-profile.ts';
import { markInWork } from '../drops/cli-lock.ts';
import { allPages } from './all-pages.ts';
import { acquireLock } from './lock.ts';
import type { Home } from './open-home.ts';
import { keepProfileInUse, readProfileInUse } from './profile-in-use.ts';

/** What was found of processes that were killed. */
export interface Recovered {
  /** Training runs that are marked interrupted now. */
  readonly runs: number;
  /** Drops of commands that are marked failed now; those of the queue go on by themselves. */
  readonly drops: number;
}

/**
 * Clears away what processes that were killed have left: runs that no longer run with their rows of customers, work
 * folders, bundles that were never registered, receipts that nobody works on. Leaves alone what a living process is doing,
 * and what the next process that serves the home goes on with.
 */
export async function recover(home: Home): Promise<Recovered> {
  const at = home.clock.now().toISOString();
  const lock = acquireLock(home.paths.locks, 'training', {
    pid: process.pid,
    since: at,
    doing: 'looking after left-overs',
  });
  let runs = 0;
  if (!('heldBy' in lock)) {
    try {
      runs = await interruptRuns(home, 'training');
      await clearRuns(home);
      await removeWork(home, (name) => name.startsWith('run-'));
      await removeUnregistered(home);
      await keepChampionsProfile(home);
    } finally {
      lock.release();
    }
  }
  return { runs, drops: await failAbandoned(home) };
}

/**
 * Marks runs as interrupted that say that they run: what was going on in them has ended with their process. Only for
 * whoever knows that no other process has such a run.
 *
 * @returns how many
 */
export async function interruptRuns(
  { records, clock }: Pick<Home, 'records' | 'clock'>,
  kind: RunRecord['kind'],
): Promise<number> {
  const finishedAt = clock.now().toISOString();
  let found = 0;
  for await (const run of allPages((page) => records.runs.list(page))) {
    if (run.state !== 'running' || run.kind !== kind) continue;
    found += 1;
    const steps = run.steps.map((step) =>
      step.state === 'running' ? { ...step, state: 'interrupted' as const } : step,
    );
    await records.runs.put({ ...run, state: 'interrupted', finishedAt, steps });
  }
  return found;
}

/**
 * Removes the rows of customers of runs that were cut short, but for those that go on: the newest of each drop that waits,
 * and the newest that the clock has asked for.
 */
async function clearRuns({ objects, records }: Home): Promise<void> {
  const waiting = new Set((await listQueued(objects)).map(({ dropId }) => dropId));
  let isNewestByClock = true;
  for await (const { runId, kind, state, dropId } of allPages((page) => records.runs.list(page))) {
    if (kind !== 'training') continue;
    const goesOn = dropId === null ? isNewestByClock && (await isByClock(runId, objects)) : waiting.delete(dropId);
    if (goesOn && dropId === null) isNewestByClock = false;
    if (state === 'interrupted' && !goesOn) await clearRun(objects, runId);
  }
}

async function isByClock(runId: string, objects: Home['objects']): Promise<boolean> {
  return (await readDocument(objects, runKeys.order(runId), TrainingOrder))?.reason === 'scheduled';
}

/** A first model was promoted, and the process killed before its profile became the home's own. */
async function keepChampionsProfile({ paths, objects, records }: Home): Promise<void> {
  const champion = await records.models.champion();
  if (!champion || (await readProfileInUse(paths).catch(() => null)) !== undefined) return;
  const profile = await readDocument(objects, modelKey(champion.version, bundleProfileFile), z.unknown());
  if (profile !== undefined) await keepProfileInUse(paths, parseProfile(profile));
}

async function removeWork({ paths }: Home, isLeftOver: (name: string) => boolean): Promise<void> {
  const names = await readdir(paths.work).catch(() => []);
  for (const name of names) if (isLeftOver(name)) await rm(join(paths.work, name), { recursive: true, force: true });
}

async function removeUnregistered({ objects, records }: Home): Promise<void> {
  const registered = new Set((await records.models.list()).map(({ version }) => version));
  for (const key of await objects.list('models/'))
    if (!registered.has(key.split('/')[1] ?? '')) await objects.remove(key);
}

/** Receipts of commands whose process is gone. A command that trains holds the training lock, one that scores its own. */
async function failAbandoned(home: Home): Promise<number> {
  const queued = new Set((await listQueued(home.objects)).map(({ dropId }) => dropId));
  let found = 0;
  for await (const receipt of allPages((page) => home.records.drops.list(page))) {
    if (!isOpen(receipt) || queued.has(receipt.dropId)) continue;
    const release = markInWork(home, receipt.dropId);
    if (!release) continue;
    found += 1;
    const failure = {
      code: 'interrupted',
      detail: 'The process that worked on it was killed. Hand the file in again to go on.',
    };
    await home.records.drops.put(failedReceipt(receipt, failure, home.clock.now()));
    await release();
    await removeWork(home, (name) => name === receipt.dropId);
  }
  return found;
}

function isOpen({ state }: Receipt): boolean {
  return state === 'received' || state === 'working';
}
