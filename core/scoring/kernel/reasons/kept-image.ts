import type { ColumnMap } from '../../column-map.ts';
import { checksumBytes, checksumOf } from '../checksum.ts';
import { reasonsWasm } from './wasm.generated.ts';

/** Name of a model's image for reasons beside its other files. It can be made again from them at any time. */
export const reasonsImageFile = 'reasons.bin';

/** Begins every file; another way to fill the image gets another number, another kernel shows by itself. */
const magic = 'MSREAS01';

/** Larger images are built at every start rather than kept, bytes. */
const mostKeptBytes = 32 * 1024 * 1024;

/** Places in the file: checksum of all behind it, what the image was made of, the image. */
const file = { digest: 8, origin: 8 + checksumBytes, image: 128 } as const;

/** What an image is made of, besides the kernel that reads it. */
export interface Origin {
  /** SHA-256 of the `trees.bin`. */
  readonly source: string;
  /** Factor of all contributions. */
  readonly scale: number;
  readonly columns: ColumnMap;
}

const encoder = new TextEncoder();

function originOf({ source, scale, columns: { featureCount, featureOfColumn } }: Origin): Uint8Array {
  const said = [source, scale, featureCount, featureOfColumn.join(), reasonsWasm].join(' ');
  return checksumOf(encoder.encode(said.padEnd(4 * Math.ceil(said.length / 4))));
}

const areEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** An image as it is kept: with what it was made of, and a checksum. */
export function sealReasons(image: Uint8Array, origin: Origin): Uint8Array {
  const sealed = new Uint8Array(file.image + image.length);
  sealed.set(encoder.encode(magic));
  sealed.set(originOf(origin), file.origin);
  sealed.set(image, file.image);
  sealed.set(checksumOf(sealed.subarray(file.origin)), file.digest);
  return sealed;
}

/** The image in a file that was sealed and has not changed since; undefined if it is not of this origin, or is damaged. */
export function openSealed(sealed: Uint8Array, origin: Origin): Uint8Array | undefined {
  const part = (place: number): Uint8Array => sealed.subarray(place, place + checksumBytes);
  if (sealed.length <= file.image || sealed.length % 4 !== 0) return undefined;
  if (!areEqual(sealed.subarray(0, magic.length), encoder.encode(magic))) return undefined;
  if (!areEqual(part(file.origin), originOf(origin))) return undefined;
  if (!areEqual(part(file.digest), checksumOf(sealed.subarray(file.origin)))) return undefined;
  return sealed.subarray(file.image);
}

/**
 * A model's image for reasons: the one that was kept, until it is taken, and the one that had to be built. The checksum is
 * against accidents: what the kernel makes of it stays inside its memory, a model whose golden rows fail is loaded once more
 * without it, and who may write beside a model may write the model.
 */
export class ReasonsImage {
  readonly #source: string;
  #kept: Uint8Array | undefined;
  #built: Uint8Array | undefined;
  #wasTaken = false;

  /**
   * @param source - SHA-256 of the `trees.bin`
   * @param kept - what was found under {@link reasonsImageFile}, if anything
   */
  constructor(source: string, kept: Uint8Array | undefined) {
    this.#source = source;
    this.#kept = kept;
  }

  /** The image that was kept, if it is of use; it is not held any longer. */
  take(origin: Omit<Origin, 'source'>): Uint8Array | undefined {
    const kept = this.#kept;
    this.#kept = undefined;
    const image = kept && openSealed(kept, { source: this.#source, ...origin });
    this.#wasTaken = image !== undefined;
    return image;
  }

  /** Whether the image that was kept was of use. */
  get wasTaken(): boolean {
    return this.#wasTaken;
  }

  /** Takes note of an image that covers all trees of the model and had to be built. */
  note(image: Uint8Array, origin: Omit<Origin, 'source'>): void {
    if (image.length <= mostKeptBytes) this.#built = sealReasons(image, { source: this.#source, ...origin });
  }

  /** The image that had to be built, sealed, once; undefined where there is none to keep. */
  giveBuilt(): Uint8Array | undefined {
    const built = this.#built;
    this.#built = undefined;
    return built;
  }
}
