import type { ObjectStore } from '../ports.ts';
import type { Engine } from '../scoring/engine.ts';
import { sealImage } from '../scoring/kernel/score/image-digest.ts';
import { kernelImageFile } from '../scoring/kernel/score/kernel-ensemble.ts';
import { modelKey } from './stored-model.ts';

/**
 * Keeps the kernel image that had to be built for a model, beside its other files, so that the next start finds it. Takes
 * the place of a damaged one. Nothing happens where the image was there.
 */
export async function keepKernelImage(
  objects: Pick<ObjectStore, 'put'>,
  version: string,
  { bundle: { builtImage } }: Engine,
): Promise<void> {
  if (builtImage !== undefined) await objects.put(modelKey(version, kernelImageFile), sealImage(builtImage));
}
