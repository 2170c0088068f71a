/** Words of a block: one bit of each is set for an id. */
const blockWords = 8;
/** Odd numbers that spread the bits, one for each word. */
const salts = [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31] as const;
/** Makes about one wrong answer in a hundred and fifty. */
const bitsPerId = 12;
const firstCapacity = 1_048_576;
const growth = 4;

interface Layer {
  readonly words: Uint32Array;
  left: number;
}

/**
 * Ids of customers who may be known, by hash: whom it does not have is not. A split block Bloom filter, as Parquet's; each
 * layer has room for four times as many ids as the one before, 12 bits for each.
 */
export class KnownIds {
  readonly #layers: Layer[] = [];

  /** @returns false where the id may have been there, and nothing was added */
  add(hash: number): boolean {
    if (this.mayHave(hash)) return false;
    let layer = this.#layers.at(-1);
    if (layer === undefined || layer.left === 0) {
      const capacity = firstCapacity * growth ** this.#layers.length;
      layer = { words: new Uint32Array((capacity * bitsPerId) / 32), left: capacity };
      this.#layers.push(layer);
    }
    layer.left -= 1;
    const bits = bitsOf(hash);
    const block = blockOf(hash, layer.words);
    for (let i = 0; i < blockWords; i++) layer.words[block + i]! |= 1 << (Math.imul(bits, salts[i]!) >>> 27);
    return true;
  }

  mayHave(hash: number): boolean {
    const bits = bitsOf(hash);
    for (const { words } of this.#layers) {
      const block = blockOf(hash, words);
      let at = 0;
      while (at < blockWords && (words[block + at]! >>> (Math.imul(bits, salts[at]!) >>> 27)) & 1) at++;
      if (at === blockWords) return true;
    }
    return false;
  }
}

/** Mixed again, since the hash itself chooses the block. */
function bitsOf(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

function blockOf(hash: number, words: Uint32Array): number {
  return blockWords * Math.floor((hash / 2 ** 32) * (words.length / blockWords));
}
