import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { download, filesIn, type JobStore, keyOf } from './job-folders.ts';

/** Between two looks at the folder, milliseconds. */
const betweenMs = 1_000;

/**
 * Brings the objects of an address to a folder, and hands back what a program changes in it while `work` goes on and
 * once more when it is over, however it ends: as SageMaker does with checkpoints.
 */
export async function inStep<T>(store: JobStore, uri: string, folder: string, work: () => Promise<T>): Promise<T> {
  await download(store, uri, folder);
  const seen = new Map<string, number>();
  const handOn = async (): Promise<void> => {
    for (const name of await filesIn(folder)) {
      if (name.endsWith('.part')) continue;
      const path = join(folder, name);
      const changed = (await stat(path)).mtimeMs;
      if (seen.get(name) === changed) continue;
      await store.objects.put(`${keyOf(store, uri)}/${name}`, await readFile(path));
      seen.set(name, changed);
    }
  };
  // One look waits for the one before; what goes wrong with one is tried again by the next, and told by the last.
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(handOn).catch(() => undefined);
  }, betweenMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await last;
    await handOn();
  }
}
