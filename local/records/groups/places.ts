import { aligned, groupSize } from './group.ts';

/** Stands for "no value at risk known": below every amount. */
export const noValueAtRisk = Number.MIN_SAFE_INTEGER;

/** In the place of a tier: nobody has this slot. */
export const nobody = 255;

/** What lists sort by. */
export const sortColumns = ['valueAtRisk', 'probability', 'movement'] as const;

/** Signatures are kept of so many features; others are looked for in the customers themselves. */
export const mostSignatures = 64;

const fixedBytes = groupSize * (3 * 8 + 1);

/**
 * What lists sort and filter the customers of a group by, over the bytes that the file holds: three figures, tier, and a
 * signature for each feature that was known when they were written.
 */
export class Places {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly valueAtRisk: Float64Array;
  readonly probability: Float64Array;
  readonly movement: Float64Array;
  /** Places in `tiers`, or {@link nobody}. */
  readonly tier: Uint8Array;
  /** Feature after feature. */
  readonly signatures: Uint16Array;

  constructor(stored: Uint8Array) {
    this.bytes = aligned(stored);
    const { buffer, byteOffset, byteLength } = this.bytes;
    this.valueAtRisk = new Float64Array(buffer, byteOffset, groupSize);
    this.probability = new Float64Array(buffer, byteOffset + 8 * groupSize, groupSize);
    this.movement = new Float64Array(buffer, byteOffset + 16 * groupSize, groupSize);
    this.tier = new Uint8Array(buffer, byteOffset + 24 * groupSize, groupSize);
    this.signatures = new Uint16Array(buffer, byteOffset + fixedBytes, (byteLength - fixedBytes) / 2);
  }

  /** Features whose signatures are there. */
  get featureCount(): number {
    return this.signatures.length / groupSize;
  }

  /** The same with room for more features; what was not known before is missing. */
  withRoom(featureCount: number): Places {
    if (featureCount <= this.featureCount) return this;
    const bytes = new Uint8Array(fixedBytes + featureCount * groupSize * 2);
    bytes.set(this.bytes);
    return new Places(bytes);
  }

  /** @param signatures - by feature */
  setSignatures(slot: number, signatures: ArrayLike<number>): void {
    for (let feature = 0; feature < this.featureCount; feature++) {
      this.signatures[feature * groupSize + slot] = signatures[feature] ?? 0;
    }
  }

  clear(slot: number): void {
    this.tier[slot] = nobody;
    this.valueAtRisk[slot] = 0;
    this.probability[slot] = 0;
    this.movement[slot] = 0;
    this.setSignatures(slot, []);
  }
}

/** Places of a group that nobody is in. */
export function emptyPlaces(featureCount: number): Places {
  const places = new Places(new Uint8Array(fixedBytes + featureCount * groupSize * 2));
  places.tier.fill(nobody);
  return places;
}

/** Places as the file holds them: none at all of a group that everybody has left. */
export function storedPlaces(stored: Uint8Array): Places {
  return stored.length === 0 ? emptyPlaces(0) : new Places(stored);
}
