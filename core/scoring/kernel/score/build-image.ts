import type { PreorderTrees } from '../../preorder-trees.ts';
import { type BinMethod, binMethodOf, paddedThresholds } from './bin-method.ts';
import { binNodes, type FeatureBins } from './feature-bins.ts';
import * as layout from './image.ts';
import { planTree } from './tree-plan.ts';
import { isPerfect, writePerfect, writeSweep, writeTopAndTail, writeWalk } from './write-tree.ts';

/** Most that the layout can express: a bin before it is split is 16 bits, a place among bins 24, and places 31. */
const most = { thresholds: 0xffff, bins: 2 ** 24 / layout.groupRows, bytes: 2 ** 30 };

const { imageHeader: header, featureWords, treeWords } = layout;

function writeFeature(view: DataView, at: number, bins: FeatureBins, method: BinMethod, place: number): void {
  const put = (word: number, value: number): void => view.setInt32(at + 4 * word, value, true);
  const padded = paddedThresholds(bins.thresholds);
  put(featureWords.column, bins.column);
  put(featureWords.thresholdCount, bins.thresholds.length);
  put(featureWords.thresholdsAt, place);
  put(featureWords.method, method.kind);
  put(featureWords.firstLowest, bins.firstLowest);
  put(featureWords.firstHighest, bins.firstHighest);
  put(featureWords.slices, bins.slices);
  for (const [i, threshold] of padded.entries()) view.setFloat32(place + 4 * i, threshold, true);
  if (method.kind !== layout.binMethods.grid) return;
  const { origin, scale, starts, rounds } = method.grid;
  const gridAt = place + layout.align16(4 * padded.length);
  put(featureWords.gridAt, gridAt);
  view.setFloat32(at + 4 * featureWords.gridOrigin, origin, true);
  view.setFloat32(at + 4 * featureWords.gridScale, scale, true);
  put(featureWords.gridLast, starts.length - 1);
  put(featureWords.gridRounds, rounds);
  for (const [cell, start] of starts.entries()) view.setUint16(gridAt + 2 * cell, start, true);
}

const methodBytes = (bins: FeatureBins, method: BinMethod): number =>
  layout.align16(4 * paddedThresholds(bins.thresholds).length) +
  (method.kind === layout.binMethods.grid ? layout.align16(2 * method.grid.starts.length) : 0);

/**
 * Lays a model out for the kernel. The digest is left open: see `sealImage`.
 *
 * @param source - SHA-256 of `trees.bin`, hexadecimal
 * @returns undefined for a model beyond what the layout can express
 */
export function buildImage(trees: PreorderTrees, columnCount: number, source: string): Uint8Array | undefined {
  const bins = binNodes(trees, columnCount);
  const plans = Array.from({ length: trees.treeCount }, (_, tree) => planTree(trees, tree, bins.binCount));
  const methods = bins.features.map((feature) => binMethodOf(feature.thresholds));
  let end: number = header.bytes;
  const take = (bytes: number): number => {
    const at = end;
    end += layout.align16(bytes);
    return at;
  };
  const featuresAt = take(layout.featureBytes * bins.features.length);
  const treesAt = take(layout.treeBytes * trees.treeCount);
  const rootsAt = take(4 * Math.ceil(trees.treeCount / 8) * 8);
  const methodsAt = bins.features.map((feature, i) => take(methodBytes(feature, methods[i]!)));
  end = Math.ceil(end / 64) * 64;
  const plansAt = plans.map(({ bytes }) => take(bytes));
  const nodesAt = take(layout.walkBytes * trees.nodeCount);
  const valuesAt = take(4 * trees.nodeCount);
  const tooMany = bins.features.some(({ thresholds }) => thresholds.length > most.thresholds);
  if (tooMany || bins.binCount > most.bins || end > most.bytes) return undefined;

  const image = new Uint8Array(end);
  const view = new DataView(image.buffer);
  image.set(new TextEncoder().encode(layout.imageMagic));
  for (let i = 0; i < 32; i++) image[header.source + i] = Number.parseInt(source.slice(2 * i, 2 * i + 2), 16);
  const words: readonly (readonly [at: number, value: number])[] = [
    [header.byteLength, end],
    [header.columnCount, columnCount],
    [header.binCount, bins.binCount],
    [header.featureCount, bins.features.length],
    [header.featuresAt, featuresAt],
    [header.treeCount, trees.treeCount],
    [header.treesAt, treesAt],
    [header.nodeCount, trees.nodeCount],
    [header.nodesAt, nodesAt],
    [header.valuesAt, valuesAt],
    [header.rootsAt, rootsAt],
  ];
  for (const [at, value] of words) view.setUint32(at, value, true);
  for (const [i, feature] of bins.features.entries()) {
    writeFeature(view, featuresAt + layout.featureBytes * i, feature, methods[i]!, methodsAt[i]!);
  }
  const walkNumber = writeWalk(view, nodesAt, valuesAt, { trees, bins });
  for (const [tree, plan] of plans.entries()) {
    const at = plansAt[tree]!;
    const put = (word: number, value: number): void => {
      view.setUint32(treesAt + layout.treeBytes * tree + 4 * word, value, true);
    };
    put(treeWords.kind, plan.kind);
    put(treeWords.at, at);
    put(treeWords.nodeCount, plan.sweepCount);
    put(
      treeWords.leavesAt,
      plan.kind === layout.topAndTail.kind ? at + layout.blocksAt : at + layout.sweepBytes * plan.sweepCount,
    );
    put(treeWords.steps, plan.steps);
    if (tree % 8 === 0) put(treeWords.depthOfEight, Math.max(...plans.slice(tree, tree + 8).map(({ depth }) => depth)));
    view.setUint32(rootsAt + 4 * tree, walkNumber[trees.starts[tree]!]!, true);
    if (isPerfect(plan)) writePerfect(view, at, plan.kind, { trees, bins }, tree);
    else if (plan.kind === layout.topAndTail.kind) writeTopAndTail(view, at, { trees, bins }, tree);
    else writeSweep(view, at, plan, { trees, bins }, tree, walkNumber);
  }
  return image;
}
