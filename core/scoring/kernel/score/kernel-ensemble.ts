import type { z } from 'zod';
import type { LinearEnsemble, TreeEnsemble } from '../../bundle.ts';
import type { Ensemble } from '../../ensemble.ts';
import type { PreorderTrees } from '../../preorder-trees.ts';
import { buildImage } from './build-image.ts';
import { isUsableImage } from './check-image.ts';
import { isSealed } from './image-digest.ts';
import { createLinearScorer } from './linear-scorer.ts';
import { layOut } from './score-module.ts';
import { createTreeScorer } from './tree-scorer.ts';

/** Name of a model's image beside its other files. It can be made again from them at any time. */
export const kernelImageFile = 'kernel.bin';

/** An ensemble that scores by the kernel where there is one, and the image if it had to be built. */
export interface KernelEnsemble {
  readonly ensemble: Ensemble;
  /** Not sealed yet; undefined where the one that was kept could be used, or none can be built. */
  readonly builtImage: Uint8Array | undefined;
}

/**
 * Lets the kernel score the rows of trees; contributions stay with `plain`.
 *
 * @param kept - what was found under {@link kernelImageFile}, if anything; of no use if it is damaged or of other trees
 */
export function treesOnKernel(
  plain: Ensemble,
  document: z.infer<typeof TreeEnsemble>,
  preorder: PreorderTrees,
  kept: Uint8Array | undefined,
): KernelEnsemble {
  const { columnCount } = plain;
  const expected = { source: document.sha256, columnCount, treeCount: document.treeCount };
  const laidOut = kept && layOut(kept);
  const usable = kept !== undefined && isSealed(kept, laidOut) && isUsableImage(kept, expected, laidOut);
  const image = usable ? kept : buildImage(preorder, columnCount, document.sha256);
  const scorer = image && createTreeScorer(image, document);
  if (scorer === undefined) return { ensemble: plain, builtImage: undefined };
  const rawScores: Ensemble['rawScores'] = (rows, out) => scorer.rawScores(rows, out);
  const rawScoresOfColumns: Ensemble['rawScoresOfColumns'] = (values, out) => scorer.rawScoresOfColumns(values, out);
  return { ensemble: { ...plain, rawScores, rawScoresOfColumns }, builtImage: usable ? undefined : image };
}

/** The same for a linear model, which needs no image. */
export function linearOnKernel(plain: Ensemble, { coefficients, intercept }: z.infer<typeof LinearEnsemble>): Ensemble {
  const scorer = createLinearScorer(coefficients, intercept);
  return scorer === undefined ? plain : { ...plain, rawScores: (rows, out) => scorer.rawScores(rows, out) };
}
