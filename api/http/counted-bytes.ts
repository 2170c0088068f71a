import { createHash } from 'node:crypto';

/** Bytes that are counted and summed up while somebody else reads them. */
export interface CountedBytes {
  readonly chunks: AsyncGenerator<Uint8Array>;
  /** Of what was read so far. */
  readonly sum: () => { readonly sizeBytes: number; readonly sha256: string };
}

/** @param atEnd - called with the sum before the end is told; what it throws, the reader gets */
export function countedBytes(
  content: AsyncIterable<Uint8Array>,
  atEnd: (sum: ReturnType<CountedBytes['sum']>) => void = () => undefined,
): CountedBytes {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const sum = () => ({ sizeBytes, sha256: hash.copy().digest('hex') });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      yield chunk;
    }
    atEnd(sum());
  }
  return { chunks: chunks(), sum };
}
