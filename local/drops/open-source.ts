import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DomainError } from '../../core/errors.ts';
import { systemCode } from '../objects/file-errors.ts';

/** A file handed in, opened for reading once. */
export interface Source {
  /** Decompressed content. Throws `unreadable-file` where compressed data is damaged. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** As it lies on the disk, bytes; undefined for a pipe. */
  readonly sizeBytes: number | undefined;
  /** How much of it was read so far, bytes. */
  readonly readBytes: () => number;
  /** SHA-256 of what was read so far, compressed as it was. */
  readonly sha256: () => string;
}

/**
 * Opens a file, gzip-compressed or plain: its first bytes tell, not its name.
 *
 * @throws {DomainError} `file-not-found`, `unreadable-file` for a folder or a file that may not be read
 */
export async function openFile(path: string): Promise<Source> {
  const size = await sizeOf(path);
  return openStream(createReadStream(path, { highWaterMark: 1 << 18 }), size);
}

/** The same for bytes that come from elsewhere, such as standard input or the object store. */
export async function openStream(stream: AsyncIterable<Uint8Array>, sizeBytes?: number): Promise<Source> {
  const hash = createHash('sha256');
  let read = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      hash.update(chunk);
      read += chunk.length;
      yield chunk;
    }
  }
  const { head, all } = await peek(counted());
  const compressed = head[0] === 0x1f && head[1] === 0x8b;
  return {
    bytes: compressed ? gunzipped(all) : all,
    sizeBytes,
    readBytes: () => read,
    sha256: () => hash.copy().digest('hex'),
  };
}

/** SHA-256 of a file as it lies on the disk. */
export async function sha256OfFile(path: string): Promise<string> {
  await sizeOf(path);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new DomainError('file-not-found', `There is no file ${path}.`);
    throw new DomainError('unreadable-file', `${path} may not be read; check its permissions.`, { cause: error });
  });
  if (found.isDirectory()) throw new DomainError('unreadable-file', `${path} is a folder; name the file in it.`);
  return found.size;
}

/** The first two bytes, and all of it again. */
async function peek(
  chunks: AsyncGenerator<Uint8Array>,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array> }> {
  let head = new Uint8Array();
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done) break;
    head = head.length === 0 ? Uint8Array.from(next.value) : Buffer.concat([head, next.value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      yield* chunks;
    } finally {
      await chunks.return(undefined); // a reader that stops at the first piece closes the file too
    }
  }
  return { head, all: all() };
}

async function* gunzipped(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  pipeline(Readable.from(chunks, { objectMode: false }), gunzip, () => undefined); // errors surface in the loop below
  try {
    for await (const chunk of gunzip) yield Buffer.from(chunk);
  } catch (error) {
    if (!systemCode(error)?.startsWith('Z_')) throw error;
    const detail =
      'The file is gzip-compressed, but its compressed data is damaged or cut off. Copy or export it again.';
    throw new DomainError('unreadable-file', detail, { cause: error });
  } finally {
    gunzip.destroy();
  }
}
