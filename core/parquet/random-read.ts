import type { ObjectStore } from '../ports.ts';

/** A file that is read from anywhere, since the directory of a Parquet file stands at its end. */
export interface RandomRead {
  readonly sizeBytes: number;
  /** Bytes from `start` (0) up to, not including, `end`; fewer where the file has become shorter. */
  readonly read: (start: number, end: number) => Promise<Uint8Array>;
}

/** An object as such a file; one that is gone meanwhile reads as empty. */
export function randomReadOf(objects: Pick<ObjectStore, 'read'>, key: string, sizeBytes: number): RandomRead {
  return {
    sizeBytes,
    read: async (start, end) => {
      const bytes = new Uint8Array(end - start);
      let filled = 0;
      for await (const chunk of (await objects.read(key, { start, end })) ?? []) {
        bytes.set(chunk.subarray(0, bytes.length - filled), filled);
        filled += Math.min(chunk.length, bytes.length - filled);
      }
      return bytes.subarray(0, filled);
    },
  };
}
