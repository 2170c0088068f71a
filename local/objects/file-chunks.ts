import { open } from 'node:fs/promises';

/** Bytes read at a time: every chunk costs a turn of the event loop. */
const bytesAtOnce = 1 << 20;

/**
 * A file, or some bytes of it, in chunks. Opens it when the first chunk is asked for: what is never read is never left open.
 *
 * @param reuse - whether chunks lie in the same place, each good until the next is asked for
 */
export async function* fileChunks(
  path: string,
  reuse: boolean,
  { start, end }: { readonly start: number; readonly end: number } = { start: 0, end: Number.POSITIVE_INFINITY },
): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const roomFrom = (at: number): Uint8Array => new Uint8Array(Math.min(bytesAtOnce, end - at));
    const shared = reuse ? roomFrom(start) : undefined;
    for (let at = start; at < end; ) {
      const room = shared ?? roomFrom(at);
      const place = end === Number.POSITIVE_INFINITY ? null : at; // the whole may be a pipe, which has no places
      const { bytesRead } = await file.read(room, 0, Math.min(room.length, end - at), place);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield room.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
