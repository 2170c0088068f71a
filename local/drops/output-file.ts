import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { DomainError } from '../../core/errors.ts';
import { makeFolder } from '../home/make-folder.ts';
import { asWriteFailure } from '../objects/file-errors.ts';
import { FlushAhead } from '../objects/flush-ahead.ts';

/** A file being written; seen under its name only once it is whole. */
export interface OutputFile {
  readonly path: string;
  /** Waits while the disk is slower than the caller. @throws {DomainError} `storage-full`, `storage-read-only` */
  write(piece: Uint8Array | string): Promise<void>;
  /** The same, and done with the piece when it returns. */
  writeNow(piece: Uint8Array): Promise<void>;
  /** Flushes it to the disk and gives it its name, over a file that has it. */
  keep(): Promise<void>;
  /** Removes what was written so far; fine after `keep`. */
  discard(): Promise<void>;
}

/**
 * Opens `PATH.part` for writing, gzip-compressed if the path ends in `.gz`.
 *
 * @throws {DomainError} `invalid-request` for a folder, a device or a pipe, `storage-full`, `storage-read-only`
 */
export async function openOutput(path: string): Promise<OutputFile> {
  const part = `${path}.part`;
  await makeFolder(dirname(path));
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new DomainError('invalid-request', `${path} is a folder; name a file in it.`);
  if (found && !found.isFile()) {
    // The finished file would take its name, and /dev/null be no device any more.
    throw new DomainError('invalid-request', `${path} is no file; write to standard output with "--out -" instead.`);
  }
  const file = createWriteStream(part);
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
  };
  file.on('error', fail);
  const sink: Writable = path.endsWith('.gz') ? intoGzip(file, fail) : file;
  const stopIfFailed = (): void => {
    if (failure !== undefined) throw asWriteFailure(failure, path);
  };
  const opened = await new Promise<number | undefined>((resolve) => {
    file.once('open', resolve);
    file.once('error', () => resolve(undefined));
  });
  stopIfFailed();
  let kept = false;
  const ahead = opened === undefined ? undefined : new FlushAhead(opened);
  return {
    path,
    async write(piece) {
      stopIfFailed();
      if (!sink.write(piece)) {
        await drained(sink, file);
        stopIfFailed();
      }
    },
    async writeNow(piece) {
      stopIfFailed();
      await new Promise<void>((resolve) => {
        sink.write(piece, (error) => {
          if (error) fail(error);
          resolve();
        });
      });
      stopIfFailed();
      if (sink === file) ahead?.wrote(piece.length);
    },
    async keep() {
      await ahead?.settled().catch(fail);
      stopIfFailed();
      sink.end();
      await finished(file).catch(fail);
      stopIfFailed();
      try {
        const handle = await open(part, 'r+');
        try {
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(part, path);
      } catch (error) {
        throw asWriteFailure(error, path);
      }
      kept = true;
    },
    async discard() {
      if (kept) return;
      await ahead?.settled().catch(() => undefined);
      sink.destroy();
      file.destroy();
      await rm(part, { force: true });
    },
  };
}

function intoGzip(file: Writable, fail: (error: unknown) => void): Writable {
  const gzip = createGzip({ level: 6 });
  pipeline(gzip, file, (error) => (error ? fail(error) : undefined));
  return gzip;
}

/** Resolves when there is room again, or when the file is closed: a failing disk closes it instead. */
function drained(sink: Writable, file: Writable): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      sink.off('drain', go);
      file.off('close', go);
      resolve();
    };
    sink.on('drain', go);
    file.on('close', go);
  });
}
