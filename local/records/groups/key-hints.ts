/** Half of the slots at most are taken, so that a search is short. */
const leastSlots = 1_024;

const free = -1;

/** A hash of a text's code units, 32 bits: FNV-1a, its bits mixed once more as MurmurHash3 does. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Keys that customers may have, by hash of their id: a table with open addressing, 12 bytes a slot. Whoever asks has to look
 * whether the key is the customer's.
 */
export class KeyHints {
  #hashes: Uint32Array;
  #keys: Float64Array;
  #size = 0;

  /** @param like - others that these will be about as many as */
  constructor(like?: KeyHints) {
    const slots = like ? like.#keys.length : leastSlots;
    this.#hashes = new Uint32Array(slots);
    this.#keys = new Float64Array(slots).fill(free);
  }

  get size(): number {
    return this.#size;
  }

  /** A hint that is there already is not given twice. */
  add(hash: number, key: number): void {
    const mask = this.#keys.length - 1;
    let at = hash & mask;
    for (; this.#keys[at] !== free; at = (at + 1) & mask) {
      if (this.#keys[at] === key && this.#hashes[at] === hash) return;
    }
    this.#hashes[at] = hash;
    this.#keys[at] = key;
    this.#size += 1;
    if (2 * this.#size > this.#keys.length) this.#grow();
  }

  addAll(others: KeyHints): void {
    for (const [at, key] of others.#keys.entries()) if (key !== free) this.add(others.#hashes[at]!, key);
  }

  /** The first key that is right. */
  find(hash: number, isRight: (key: number) => boolean): number | undefined {
    const mask = this.#keys.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const key = this.#keys[at]!;
      if (key === free) return undefined;
      if (this.#hashes[at] === hash && isRight(key)) return key;
    }
  }

  #grow(): void {
    const [hashes, keys] = [this.#hashes, this.#keys];
    this.#hashes = new Uint32Array(2 * keys.length);
    this.#keys = new Float64Array(2 * keys.length).fill(free);
    this.#size = 0;
    for (const [at, key] of keys.entries()) if (key !== free) this.add(hashes[at]!, key);
  }
}
