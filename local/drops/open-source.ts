import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isGzip } from '../../core/batch/gunzipped.ts';
import { DomainError } from '../../core/errors.ts';
import { damagedGzip } from '../../core/intake/stored-text.ts';
import { isParquet, parquetNote } from '../../core/parquet/is-parquet.ts';
import { fileChunks } from '../objects/file-chunks.ts';
import { systemCode } from '../objects/file-errors.ts';

/** A file handed in, opened for reading once. */
export interface Source {
  /**
   * CSV, decompressed; a chunk may be good only until the next is asked for. Throws `unreadable-file` where gzip or Parquet
   * is damaged. Not to be read beside `stored`.
   */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Closes a source that is not read, or not to its end; reading it to its end closes it too. */
  readonly close: () => Promise<void>;
  /** What a home keeps of it: the same, or a Parquet file as it is. */
  readonly stored: AsyncIterable<Uint8Array>;
  /** What there is to say of the file on its receipt. */
  readonly notes: readonly string[];
  /** As it lies on the disk, bytes; undefined for a pipe. */
  readonly sizeBytes: number | undefined;
  /** The file itself, where it is plain CSV on the disk: any part of it can be read. */
  readonly plainPath?: string | undefined;
  /** How much of it was read so far, bytes. */
  readonly readBytes: () => number;
  /** SHA-256 of what was read so far, compressed as it was; null where nobody asked for it when the file was opened. */
  readonly sha256: () => string | null;
}

export interface OpenOptions {
  /** Whether the SHA-256 is wanted: reckoning it costs half as much as scoring does. @default true */
  readonly hashed?: boolean | undefined;
}

/**
 * Opens a file, CSV, gzip-compressed or plain, or Parquet: its first bytes tell, not its name.
 *
 * @param mark - decimal mark that the numbers of a Parquet file are written with: the profile's
 * @throws {DomainError} `file-not-found`, `unreadable-file` for a folder or a file that may not be read
 */
export async function openFile(path: string, mark: '.' | ',' = '.', options: OpenOptions = {}): Promise<Source> {
  const size = await sizeOf(path);
  if (size > 4 && isParquet(await headOf(path))) return openParquetFile(path, size, mark, options);
  return openStream(fileChunks(path, true), { ...options, sizeBytes: size, path });
}

/** The same for bytes that come from elsewhere, such as standard input or the object store. */
export async function openStream(
  stream: AsyncIterable<Uint8Array>,
  { sizeBytes, path, hashed = true }: OpenOptions & { readonly sizeBytes?: number; readonly path?: string } = {},
): Promise<Source> {
  const hash = hashed ? createHash('sha256') : undefined;
  let read = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      hash?.update(chunk);
      read += chunk.length;
      yield chunk;
    }
  }
  const chunks = counted();
  const { head, all } = await peek(chunks);
  const bytes = isGzip(head) ? gunzipped(all) : all;
  return {
    bytes,
    // A generator that was never asked for anything closes nothing; the chunks were asked for the first.
    close: async () => void (await chunks.return(undefined)),
    stored: bytes,
    notes: [],
    sizeBytes,
    plainPath: isGzip(head) ? undefined : path,
    readBytes: () => read,
    sha256: () => hash?.copy().digest('hex') ?? null,
  };
}

async function headOf(path: string): Promise<Uint8Array> {
  const head: Uint8Array[] = [];
  for await (const chunk of fileChunks(path, false, { start: 0, end: 4 })) head.push(chunk);
  return Buffer.concat(head);
}

function openParquetFile(path: string, sizeBytes: number, mark: '.' | ',', { hashed = true }: OpenOptions): Source {
  const hash = hashed ? createHash('sha256') : undefined;
  let readBytes = 0;
  async function* stored(): AsyncGenerator<Uint8Array> {
    for await (const chunk of fileChunks(path, false)) {
      hash?.update(chunk);
      yield chunk;
    }
  }
  async function* text(): AsyncGenerator<Uint8Array> {
    const { parquetText } = await import('../../core/parquet/parquet-text.ts'); // most never need it
    const file = await open(path);
    try {
      const read = async (start: number, end: number): Promise<Uint8Array> => {
        const found = await file.read(new Uint8Array(end - start), 0, end - start, start);
        readBytes += found.bytesRead;
        return found.buffer.subarray(0, found.bytesRead);
      };
      yield* parquetText({ sizeBytes, read }, mark);
    } finally {
      await file.close();
    }
    if (hashed) for await (const _ of stored()); // its columns were not read in the order of the file
  }
  return {
    bytes: text(),
    close: async () => undefined, // opened when it is read
    stored: stored(),
    notes: [parquetNote],
    sizeBytes,
    readBytes: () => Math.min(readBytes, sizeBytes),
    sha256: () => hash?.copy().digest('hex') ?? null,
  };
}

/** SHA-256 of a file as it lies on the disk. */
export async function sha256OfFile(path: string): Promise<string> {
  await sizeOf(path);
  const hash = createHash('sha256');
  for await (const chunk of fileChunks(path, true)) hash.update(chunk);
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
  let head: Uint8Array = new Uint8Array();
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done) break;
    // One byte is copied, since its chunk is done with when the next is asked for; a usual chunk is passed on as it is.
    head = head.length > 0 || next.value.length < 2 ? Buffer.concat([head, next.value]) : next.value;
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

/** For a reader that asks for a chunk before it is done with the one before. */
async function* copied(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield chunk.slice();
}

async function* gunzipped(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  pipeline(Readable.from(copied(chunks), { objectMode: false }), gunzip, () => undefined); // errors surface in the loop below
  try {
    for await (const chunk of gunzip) yield Buffer.from(chunk);
  } catch (error) {
    if (!systemCode(error)?.startsWith('Z_')) throw error;
    throw new DomainError('unreadable-file', damagedGzip, { cause: error });
  } finally {
    gunzip.destroy();
  }
}
