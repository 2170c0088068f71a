/** The compressed data of a file is damaged or cut off. */
export class DamagedGzip extends Error {
  override readonly name = 'DamagedGzip';
}

/** Whether a file begins as gzip does. @param head - its first two bytes */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Decompresses; what goes wrong with the source is thrown as it is. @throws {DamagedGzip} */
export async function* gunzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let sourceFailure: unknown;
  async function* watched(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    try {
      for await (const chunk of bytes) yield Uint8Array.from(chunk);
    } catch (error) {
      sourceFailure = error;
      throw error;
    }
  }
  try {
    yield* ReadableStream.from(watched()).pipeThrough(new DecompressionStream('gzip'));
  } catch (error) {
    throw sourceFailure ?? new DamagedGzip('damaged gzip data', { cause: error });
  }
}
