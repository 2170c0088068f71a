import { imageHeader } from './image.ts';

async function digestOf(image: Uint8Array): Promise<Uint8Array> {
  const covered = Uint8Array.from(image.subarray(imageHeader.source));
  return new Uint8Array(await crypto.subtle.digest('SHA-256', covered));
}

/** The image with its digest, ready to be kept. */
export async function sealImage(image: Uint8Array): Promise<Uint8Array> {
  const sealed = Uint8Array.from(image);
  sealed.set(await digestOf(image), imageHeader.digest);
  return sealed;
}

/** Whether the image is, bit for bit, one that was sealed. */
export async function isSealed(image: Uint8Array): Promise<boolean> {
  if (image.length < imageHeader.bytes) return false;
  const digest = await digestOf(image);
  return digest.every((byte, i) => byte === image[imageHeader.digest + i]);
}
