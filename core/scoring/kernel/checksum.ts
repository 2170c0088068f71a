const lanes = 8;
const odd = 0x9e3779b1;

/** Bytes of a checksum. */
export const checksumBytes = 4 * lanes;

/**
 * A checksum against accidents: eight lanes, each stepping reversibly over every eighth word, so that one changed word
 * always shows, and more hide with a chance of 2^−32. It is quick where nothing is warm yet, which SHA-256 is not.
 *
 * @param bytes - those behind the last whole word do not count
 */
export function checksumOf(bytes: Uint8Array): Uint8Array {
  const covered = new Uint8Array(bytes); // in a buffer of its own, which a slice of a Buffer has not
  const words = new Uint32Array(covered.buffer, 0, Math.floor(covered.length / 4));
  const state = new Int32Array(lanes).fill(covered.length);
  for (let i = 0; i < words.length; i++) {
    const mixed = Math.imul(state[i & 7]! ^ words[i]!, odd);
    state[i & 7] = mixed ^ (mixed >>> 15);
  }
  return new Uint8Array(state.buffer);
}
