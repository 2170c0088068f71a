import { GzipMembers } from './gzip-members.ts';

/** The compressed data of a file is damaged or cut off. */
export class DamagedGzip extends Error {
  override readonly name = 'DamagedGzip';
}

/** Whether a file begins as gzip does. @param head - its first two bytes */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Decompresses, all members one after another; what goes wrong with the source is thrown as it is. @throws {DamagedGzip} */
export async function* gunzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let sourceFailure: unknown;
  async function* watched(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* bytes;
    } catch (error) {
      sourceFailure = error;
      throw error;
    }
  }
  const members = new GzipMembers(watched());
  try {
    do {
      for await (const chunk of ReadableStream.from(members.member()).pipeThrough(new DecompressionStream('gzip'))) {
        members.unpacked(chunk.length);
        yield chunk;
      }
    } while (await members.more());
  } catch (error) {
    throw sourceFailure ?? new DamagedGzip('damaged gzip data', { cause: error });
  } finally {
    await members.close();
  }
}
