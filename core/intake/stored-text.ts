import { DamagedGzip, gunzipped, isGzip } from '../batch/gunzipped.ts';
import { DomainError } from '../errors.ts';
import { isParquet } from '../parquet/is-parquet.ts';
import { randomReadOf } from '../parquet/random-read.ts';
import type { ObjectStore } from '../ports.ts';

/** A customers' file in the object store, as the text that it stands for. */
export interface StoredText {
  /** What its first bytes tell. */
  readonly form: 'plain' | 'gzip' | 'parquet';
  /** CSV, decompressed. To be iterated once; throws `unreadable-file` where gzip or Parquet is damaged. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Opens a file that was handed in as CSV, plain or gzip, or as Parquet.
 *
 * @param mark - decimal mark that the numbers of a Parquet file are written with: the profile's
 * @param onRead - told of bytes that were read of the file as it lies there
 * @returns undefined if there is no such file
 */
export async function storedText(
  objects: Pick<ObjectStore, 'read' | 'size'>,
  key: string,
  mark: '.' | ',',
  onRead: (bytes: number) => void = () => undefined,
): Promise<StoredText | undefined> {
  const head = await headOf(objects, key);
  const sizeBytes = await objects.size(key);
  if (head === undefined || sizeBytes === undefined) return undefined;
  if (isParquet(head)) {
    const { parquetText } = await import('../parquet/parquet-text.ts'); // most never need it
    const { read } = randomReadOf(objects, key, sizeBytes);
    const counted = async (start: number, end: number): Promise<Uint8Array> => {
      const bytes = await read(start, end);
      onRead(bytes.length);
      return bytes;
    };
    return { form: 'parquet', bytes: parquetText({ sizeBytes, read: counted }, mark) };
  }
  const source = await objects.read(key);
  if (source === undefined) return undefined;
  const counted = (async function* () {
    for await (const chunk of source) {
      onRead(chunk.length);
      yield chunk;
    }
  })();
  return isGzip(head) ? { form: 'gzip', bytes: unzipped(counted) } : { form: 'plain', bytes: counted };
}

async function headOf(objects: Pick<ObjectStore, 'read'>, key: string): Promise<Uint8Array | undefined> {
  const chunks = await objects.read(key, { end: 4 });
  if (chunks === undefined) return undefined;
  const head: number[] = [];
  for await (const chunk of chunks) head.push(...chunk);
  return Uint8Array.from(head);
}

async function* unzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* gunzipped(source);
  } catch (error) {
    if (!(error instanceof DamagedGzip)) throw error;
    throw new DomainError('unreadable-file', damagedGzip, { cause: error });
  }
}

/** What is said of a gzip file that does not come apart. */
export const damagedGzip =
  'The file is gzip-compressed, but its compressed data is damaged or cut off. Copy or export it again.';
