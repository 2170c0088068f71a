import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode } from './file-errors.ts';
import { FlushAhead } from './flush-ahead.ts';

/**
 * Writes a file that is seen whole or not at all, and is on the disk when this returns: written beside, flushed, then
 * named.
 *
 * @param target - the path it gets
 * @param beside - folder on the same file system for the unfinished file
 * @returns false, leaving what is there, if `ifAbsent` and the target exists
 */
export async function writeAtomically(
  target: string,
  beside: string,
  content: AsyncIterable<Uint8Array>,
  { ifAbsent = false }: { ifAbsent?: boolean | undefined } = {},
): Promise<boolean> {
  await mkdir(beside, { recursive: true });
  const unfinished = join(beside, randomUUID());
  try {
    await writeThrough(unfinished, content);
    await mkdir(dirname(target), { recursive: true });
    if (ifAbsent) {
      if (!(await linked(unfinished, target))) return false;
    } else {
      await rename(unfinished, target);
    }
    await flushFolder(dirname(target));
    return true;
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function writeThrough(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  const ahead = new FlushAhead(file.fd);
  try {
    for await (const chunk of content) {
      for (let written = 0; written < chunk.byteLength; ) {
        written += (await file.write(chunk, written)).bytesWritten;
      }
      ahead.wrote(chunk.byteLength);
    }
    await ahead.settled();
    await file.sync();
  } finally {
    await ahead.settled().catch(() => undefined);
    await file.close();
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A new name is only safe once its folder is on the disk too. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
