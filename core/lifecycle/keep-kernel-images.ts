import type { ObjectStore } from '../ports.ts';
import type { Engine } from '../scoring/engine.ts';
import { reasonsImageFile } from '../scoring/kernel/reasons/kept-image.ts';
import { sealImage } from '../scoring/kernel/score/image-digest.ts';
import { kernelImageFile } from '../scoring/kernel/score/kernel-ensemble.ts';
import { modelKey } from './stored-model.ts';

/**
 * Keeps the kernels' images that had to be built for a model, beside its other files, so that the next start finds them.
 * They take the place of damaged ones. Nothing happens where they were there. That for reasons is built when they are first
 * asked for, and is not kept where some trees do not suit the kernel.
 */
export async function keepKernelImages(
  objects: Pick<ObjectStore, 'put'>,
  version: string,
  { bundle: { builtImage, reasonsImage } }: Engine,
): Promise<void> {
  if (builtImage !== undefined) await objects.put(modelKey(version, kernelImageFile), sealImage(builtImage));
  const reasons = reasonsImage?.giveBuilt();
  if (reasons !== undefined) await objects.put(modelKey(version, reasonsImageFile), reasons);
}
