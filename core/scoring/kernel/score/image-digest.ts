import { checksumBytes, checksumOf } from '../checksum.ts';
import { imageHeader } from './image.ts';
import { binsAt, type LaidOut, layOut } from './score-module.ts';

/** Of all behind it; who means harm is met by the check of bounds. */
const digestOf = (image: Uint8Array): Uint8Array => checksumOf(image.subarray(imageHeader.source));

/** The image with its checksum, ready to be kept. */
export function sealImage(image: Uint8Array): Uint8Array {
  const sealed = image.slice();
  sealed.set(digestOf(image), imageHeader.digest);
  return sealed;
}

/** The same by the kernel, which is quicker. Below {@link binsAt} is where it works. */
function checksumBy(kernel: LaidOut, byteLength: number): Uint8Array {
  const out = binsAt - checksumBytes;
  kernel.checksum(binsAt + imageHeader.source, byteLength - imageHeader.source, out);
  return new Uint8Array(kernel.memory.buffer, out, checksumBytes);
}

/** Whether the image is one that was sealed and has not changed since. */
export function isSealed(image: Uint8Array, laidOut = layOut(image)): boolean {
  if (image.length < imageHeader.bytes || image.length % 4 !== 0) return false;
  const found = laidOut === undefined ? digestOf(image) : checksumBy(laidOut, image.length);
  return found.every((byte, i) => byte === image[imageHeader.digest + i]);
}
