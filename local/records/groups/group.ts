/*
 * Customers live in groups of neighbours: what a drop says of a whole group is kept in a few blobs, as columns, so that a
 * million scores are some thousand statements. A customer who is scored alone is kept in a row of their own, which counts
 * for more than what the group's blobs hold. Only the places (what lists are sorted and filtered by) are always the group's.
 */

const groupBits = 7;

/** Customers of a group. */
export const groupSize = 1 << groupBits;

export function groupOf(key: number): number {
  return Math.floor(key / groupSize);
}

export function slotOf(key: number): number {
  return key % groupSize;
}

export function keyOf(group: number, slot: number): number {
  return group * groupSize + slot;
}

/** The bytes at the beginning of a buffer of their own, so that typed arrays may lie over them. */
export function aligned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && bytes.byteOffset % 8 === 0
    ? new Uint8Array(buffer, bytes.byteOffset, bytes.byteLength)
    : Uint8Array.from(bytes);
}
