/** Bytes of an entry: hash, place and length of the text, code; the assembly's category.ts reads the same. */
export const entryBytes = 16;

/** Length of the text of an entry that holds none. */
const none = 0xffffffff;

const encoder = new TextEncoder();

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array): number {
  let hash = 2_166_136_261;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 16_777_619);
  return hash >>> 0;
}

/**
 * An open-addressed table from texts to codes, half empty at least.
 *
 * @param place - where it will lie in the kernel's memory, a multiple of 16; the texts lie behind the entries
 * @returns its bytes, and the mask that makes a slot of a hash
 */
export function categoryTable(codes: ReadonlyMap<string, number>, place: number): { bytes: Uint8Array; mask: number } {
  const texts = [...codes].map(([text, code]) => ({ bytes: encoder.encode(text), code }));
  const slots = 2 ** Math.ceil(Math.log2(2 * texts.length + 2));
  const whole = new Uint8Array(slots * entryBytes + texts.reduce((sum, { bytes }) => sum + bytes.length + 8, 0));
  const view = new DataView(whole.buffer);
  for (let slot = 0; slot < slots; slot++) view.setUint32(slot * entryBytes + 8, none, true);
  let at = slots * entryBytes;
  for (const { bytes, code } of texts) {
    const hash = hashOf(bytes);
    let slot = hash & (slots - 1);
    while (view.getUint32(slot * entryBytes + 8, true) !== none) slot = (slot + 1) & (slots - 1);
    view.setUint32(slot * entryBytes, hash, true);
    view.setUint32(slot * entryBytes + 4, place + at, true);
    view.setUint32(slot * entryBytes + 8, bytes.length, true);
    view.setInt32(slot * entryBytes + 12, code, true);
    whole.set(bytes, at);
    at += bytes.length + 8;
  }
  return { bytes: whole, mask: slots - 1 };
}
