import { imageHeader } from './image.ts';
import { binsAt, type LaidOut, layOut } from './score-module.ts';

const lanes = 8;
const odd = 0x9e3779b1;

/**
 * A checksum against accidents: eight lanes, each stepping reversibly over every eighth word, so that one changed word
 * always shows, and more hide with a chance of 2^−32. It is quick where nothing is warm yet, which SHA-256 is not; who
 * means harm is met by the check of bounds.
 */
function checksumOf(image: Uint8Array): Uint8Array {
  const covered = image.slice(imageHeader.source);
  const words = new Uint32Array(covered.buffer, 0, Math.floor(covered.length / 4));
  const state = new Int32Array(lanes).fill(covered.length);
  for (let i = 0; i < words.length; i++) {
    const mixed = Math.imul(state[i & 7]! ^ words[i]!, odd);
    state[i & 7] = mixed ^ (mixed >>> 15);
  }
  return new Uint8Array(state.buffer);
}

/** The image with its checksum, ready to be kept. */
export function sealImage(image: Uint8Array): Uint8Array {
  const sealed = image.slice();
  sealed.set(checksumOf(image), imageHeader.digest);
  return sealed;
}

/** The same by the kernel, which is quicker. Below {@link binsAt} is where it works. */
function checksumBy(kernel: LaidOut, byteLength: number): Uint8Array {
  const out = binsAt - 4 * lanes;
  kernel.checksum(binsAt + imageHeader.source, byteLength - imageHeader.source, out);
  return new Uint8Array(kernel.memory.buffer, out, 4 * lanes);
}

/** Whether the image is one that was sealed and has not changed since. */
export function isSealed(image: Uint8Array, laidOut = layOut(image)): boolean {
  if (image.length < imageHeader.bytes || image.length % 4 !== 0) return false;
  const found = laidOut === undefined ? checksumOf(image) : checksumBy(laidOut, image.length);
  return found.every((byte, i) => byte === image[imageHeader.digest + i]);
}
