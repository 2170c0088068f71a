import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failedReceipt } from '../../core/intake/new-receipt.ts';
import { listQueued } from '../../core/intake/queued-drop.ts';
import type { Receipt } from '../../core/intake/receipt.ts';
import type { RunRecord } from '../../core/lifecycle/registry.ts';
import type { Page, PageRequest } from '../../core/ports.ts';
import { markInWork } from '../drops/cli-lock.ts';
import { acquireLock } from './lock.ts';
import type { Home } from './open-home.ts';

/** What was found of processes that were killed. */
export interface Recovered {
  /** Training runs that are marked interrupted now. */
  readonly runs: number;
  /** Drops of commands that are marked failed now; those of the queue go on by themselves. */
  readonly drops: number;
}

/**
 * Clears away what processes that were killed have left: runs that no longer run, work folders, bundles that were never
 * registered, receipts that nobody works on. Leaves alone what a living process is doing.
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
      await removeWork(home, (name) => name.startsWith('run-'));
      await removeUnregistered(home);
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

async function* allPages<T>(list: (page: PageRequest) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page: Page<T> = await list({ limit: 200, cursor });
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
