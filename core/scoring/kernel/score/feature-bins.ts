import type { PreorderTrees } from '../../preorder-trees.ts';
import { binBias, sliceThresholds } from './image.ts';

/** The thresholds of one encoded column, and the columns of bins made of it. */
export interface FeatureBins {
  readonly column: number;
  /** Ascending, each once. */
  readonly thresholds: Float32Array;
  /** First column in which a missing value is the lowest bin, and the highest; −1 where no node asks for it. */
  readonly firstLowest: number;
  readonly firstHighest: number;
  /** Columns of a kind. */
  readonly slices: number;
}

/** What each node asks for, in bins. */
export interface NodeBins {
  readonly features: readonly FeatureBins[];
  /** At least one: what is not there asks for the first. */
  readonly binCount: number;
  /** Column of bins that a node asks for; nothing for leaves. */
  readonly column: Uint32Array;
  /** Biased bin up to which a node sends a row left. */
  readonly lastLeft: Int8Array;
}

/** Each value once; `sorted` is rewritten. 0 and −0 are one. */
function unique(sorted: Float32Array): Float32Array {
  let count = 0;
  for (const threshold of sorted) {
    if (count === 0 || sorted[count - 1]! !== threshold) sorted[count++] = threshold;
  }
  return sorted.slice(0, count);
}

/** Place of a threshold that is there. */
function rankOf(thresholds: Float32Array, threshold: number): number {
  let low = 0;
  for (let high = thresholds.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (thresholds[middle]! < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every column's thresholds, in the order of the nodes. */
function thresholdsByColumn({ feature, threshold }: PreorderTrees, columnCount: number): Float32Array[] {
  const counts = new Uint32Array(columnCount);
  for (const column of feature) if (column >= 0) counts[column]!++;
  const byColumn = Array.from(counts, (count) => new Float32Array(count));
  counts.fill(0);
  for (const [node, column] of feature.entries()) {
    if (column >= 0) byColumn[column]![counts[column]!++] = threshold[node]!;
  }
  return byColumn;
}

/** Turns thresholds into bins: nothing is approximated, for the bins are those of the model's own thresholds. */
export function binNodes(trees: PreorderTrees, columnCount: number): NodeBins {
  const { feature, threshold, defaultLeft, nodeCount } = trees;
  const asksLowest = new Uint8Array(columnCount);
  const asksHighest = new Uint8Array(columnCount);
  for (const [node, column] of feature.entries()) {
    if (column >= 0) (defaultLeft[node] === 1 ? asksLowest : asksHighest)[column] = 1;
  }
  let binCount = 0;
  const take = (slices: number): number => (binCount += slices) - slices;
  const byColumn = thresholdsByColumn(trees, columnCount).map((all, column): FeatureBins | undefined => {
    if (all.length === 0) return undefined;
    const thresholds = unique(all.sort());
    const slices = Math.ceil(thresholds.length / sliceThresholds);
    const firstLowest = asksLowest[column] === 1 ? take(slices) : -1;
    const firstHighest = asksHighest[column] === 1 ? take(slices) : -1;
    return { column, thresholds, firstLowest, firstHighest, slices };
  });
  const column = new Uint32Array(nodeCount);
  const lastLeft = new Int8Array(nodeCount);
  for (const [node, asked] of feature.entries()) {
    const bins = asked < 0 ? undefined : byColumn[asked];
    if (bins === undefined) continue;
    const rank = rankOf(bins.thresholds, threshold[node]!);
    const slice = Math.floor(rank / sliceThresholds);
    column[node] = (defaultLeft[node] === 1 ? bins.firstLowest : bins.firstHighest) + slice;
    lastLeft[node] = rank - slice * sliceThresholds - binBias;
  }
  return { features: byColumn.filter((bins) => bins !== undefined), binCount: Math.max(1, binCount), column, lastLeft };
}
