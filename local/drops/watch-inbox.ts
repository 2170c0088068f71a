import { createReadStream } from 'node:fs';
import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { watch } from 'chokidar';
import { newId } from '../../api/new-id.ts';
import { forgetQueued, noteQueued } from '../../core/intake/queued-drop.ts';
import { makeFolder } from '../home/make-folder.ts';
import type { Home } from '../home/open-home.ts';
import { asWriteFailure, systemCode } from '../objects/file-errors.ts';
import type { DropQueue } from './drop-queue.ts';

export interface InboxOptions {
  readonly home: Home;
  readonly queue: DropQueue;
  /** Told when a file could not be taken in. */
  readonly onFailure: (path: string, error: unknown) => void;
  /** How long a file's size must have stayed the same, ms: whoever copies it is then done. @default 1000 */
  readonly settledMs?: number | undefined;
}

/** Files that programs are still writing, or that the system keeps for itself. */
const unfinished =
  /^\.|^~|~$|^#.*#$|\.(part|partial|filepart|crdownload|download|opdownload|tmp|temp|swp|swx|lock|aria2)$|^(Thumbs\.db|desktop\.ini)$/i;

/** Whether a file in the inbox is left alone: hidden, temporary, or still on its way. */
export function isUnfinishedName(name: string): boolean {
  return unfinished.test(name);
}

/** Watches the inbox folder: every file that is put there becomes a drop. Files already there count as new. */
export async function watchInbox({
  home,
  queue,
  onFailure,
  settledMs = 1_000,
}: InboxOptions): Promise<{ close(): Promise<void> }> {
  const inbox = home.paths.inbox;
  await makeFolder(inbox);
  const claims = new Set<Promise<void>>();
  const watcher = watch(inbox, {
    depth: 0,
    followSymlinks: false,
    ignored: (path, stats) =>
      path !== inbox && (isUnfinishedName(basename(path)) || (stats !== undefined && !stats.isFile())),
    awaitWriteFinish: { stabilityThreshold: settledMs, pollInterval: Math.min(100, settledMs) },
  });
  watcher.on('add', (path) => {
    const claim = claimFile(home, queue, path)
      .catch((error: unknown) => onFailure(path, error))
      .finally(() => claims.delete(claim));
    claims.add(claim);
  });
  watcher.on('error', (error) => onFailure(inbox, error));
  await new Promise<void>((resolve) => {
    watcher.once('ready', () => resolve());
  });
  return {
    async close() {
      await watcher.close();
      await Promise.all(claims);
    },
  };
}

/** Moves a file into the home and hands it to the queue. Killed in between, it is either still in the inbox or queued. */
async function claimFile(home: Home, queue: DropQueue, path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isFile()) return;
  const receivedAt = home.clock.now();
  const dropId = newId('drop', receivedAt);
  const drop = {
    dropId,
    objectKey: `drops/${dropId}/original`,
    fileName: basename(path),
    sizeBytes: found.size,
    sha256: null,
    receivedAt: receivedAt.toISOString(),
  };
  await noteQueued(home.objects, drop);
  try {
    await moveIn(home, path, drop.objectKey);
  } catch (error) {
    await forgetQueued(home.objects, dropId);
    throw asWriteFailure(error, path);
  }
  await queue.submit(drop);
}

async function moveIn(home: Home, path: string, key: string): Promise<void> {
  const target = join(home.paths.files, ...key.split('/'));
  await mkdir(dirname(target), { recursive: true });
  try {
    await rename(path, target);
  } catch (error) {
    if (systemCode(error) !== 'EXDEV') throw error;
    await home.objects.put(key, createReadStream(path)); // another file system
    await rm(path);
  }
}
