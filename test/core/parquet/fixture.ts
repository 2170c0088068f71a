import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { RandomRead } from '../../../core/parquet/random-read.ts';

/** Path of a file that `make_fixtures.py` has written. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}

export function fixture(name: string): Promise<Buffer> {
  return readFile(fixturePath(name));
}

export function randomReadOfBytes(bytes: Uint8Array): RandomRead {
  return { sizeBytes: bytes.length, read: async (start, end) => Uint8Array.from(bytes.subarray(start, end)) };
}

export async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
}
