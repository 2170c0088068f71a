/** Bytes of an entry: first and last eight bytes of the text, its length, code and place; the assembly's category.ts reads the same. */
export const entryBytes = 32;

/** Length of the text of an entry that holds none. */
const none = 0xffffffff;

const encoder = new TextEncoder();

interface Entry {
  readonly bytes: Uint8Array;
  readonly code: number;
  readonly first: bigint;
  /** 0 where the text is of eight bytes or less. */
  readonly last: bigint;
  readonly hash: number;
}

function entryOf(text: string, code: number): Entry {
  const bytes = encoder.encode(text);
  const view = new DataView(new ArrayBuffer(bytes.length + 8));
  for (const [at, byte] of bytes.entries()) view.setUint8(at, byte);
  const first = view.getBigUint64(0, true);
  const last = bytes.length > 8 ? view.getBigUint64(bytes.length - 8, true) : 0n;
  const head = bytes.length >= 8 ? first : first & ((1n << BigInt(8 * bytes.length)) - 1n);
  const mixed = (head ^ BigInt.asUintN(64, last * 0x9e3779b97f4a7c15n) ^ BigInt(bytes.length)) * 0xd6e8feb86659fd93n;
  return { bytes, code, first: head, last, hash: Number(BigInt.asUintN(32, mixed >> 32n)) };
}

/**
 * An open-addressed table from texts to codes, half empty at least.
 *
 * @param place - where it will lie in the kernel's memory, a multiple of 16; the texts lie behind the entries
 * @returns its bytes, and the mask that makes a slot of a hash
 */
export function categoryTable(codes: ReadonlyMap<string, number>, place: number): { bytes: Uint8Array; mask: number } {
  const entries = [...codes].map(([text, code]) => entryOf(text, code));
  const slots = 2 ** Math.ceil(Math.log2(2 * entries.length + 2));
  const whole = new Uint8Array(slots * entryBytes + entries.reduce((sum, { bytes }) => sum + bytes.length + 8, 0));
  const view = new DataView(whole.buffer);
  for (let slot = 0; slot < slots; slot++) view.setUint32(slot * entryBytes + 16, none, true);
  let at = slots * entryBytes;
  for (const { bytes, code, first, last, hash } of entries) {
    let slot = hash & (slots - 1);
    while (view.getUint32(slot * entryBytes + 16, true) !== none) slot = (slot + 1) & (slots - 1);
    view.setBigUint64(slot * entryBytes, first, true);
    view.setBigUint64(slot * entryBytes + 8, last, true);
    view.setUint32(slot * entryBytes + 16, bytes.length, true);
    view.setInt32(slot * entryBytes + 20, code, true);
    view.setUint32(slot * entryBytes + 24, place + at, true);
    whole.set(bytes, at);
    at += bytes.length + 8;
  }
  return { bytes: whole, mask: slots - 1 };
}
