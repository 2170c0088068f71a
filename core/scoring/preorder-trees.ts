import { DomainError } from '../errors.ts';
import { bundleFiles } from './bundle.ts';
import type { TreeArrays } from './trees-file.ts';

/**
 * Trees checked and put in order: tree after tree, each node before its children, so that a node's left child is the
 * next node. A pass in either direction over a tree is then a plain loop.
 */
export interface PreorderTrees {
  readonly treeCount: number;
  readonly nodeCount: number;
  /** Where each tree begins; one more at the end. */
  readonly starts: Uint32Array;
  /** Encoded column that a node asks for; −1 for a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** The other child is the next node. */
  readonly right: Uint32Array;
  /** The node itself for a root. */
  readonly parent: Uint32Array;
  readonly defaultLeft: Uint8Array;
  readonly value: Float32Array;
  readonly cover: Float32Array;
  /** Edges from the root to the deepest leaf. */
  readonly maxDepth: number;
}

const damaged = (what: string): DomainError => new DomainError('invalid-bundle', `${bundleFiles.trees}: ${what}`);

/** What is wrong with a node's own fields; its children are checked as they are visited. */
function checkNode(trees: TreeArrays, node: number, columnCount: number): void {
  const feature = trees.feature[node]!;
  if (feature < -1 || feature >= columnCount) {
    throw damaged(`node ${node} asks for column ${feature}, and there are ${columnCount}`);
  }
  const cover = trees.cover[node]!;
  if (feature === -1) {
    if (!Number.isFinite(trees.value[node])) throw damaged(`leaf ${node} has the value ${trees.value[node]}`);
    if (!(cover >= 0 && cover < Number.POSITIVE_INFINITY)) throw damaged(`leaf ${node} has the cover ${cover}`);
    return;
  }
  if (Number.isNaN(trees.threshold[node])) throw damaged(`node ${node} has no threshold`);
  if (trees.defaultLeft[node]! > 1) throw damaged(`node ${node} has the default direction ${trees.defaultLeft[node]}`);
  if (!(cover > 0 && cover < Number.POSITIVE_INFINITY)) throw damaged(`node ${node} has the cover ${cover}`);
}

/**
 * Checks that the arrays are trees (children in range, every node in exactly one place of one tree, columns that exist,
 * finite numbers) and reorders them.
 *
 * @throws {DomainError} `invalid-bundle` naming the node
 */
export function preorderTrees(trees: TreeArrays, columnCount: number): PreorderTrees {
  const nodeCount = trees.feature.length;
  const treeCount = trees.roots.length;
  const depth = new Uint32Array(nodeCount);
  const parent = new Uint32Array(nodeCount);
  const right = new Uint32Array(nodeCount);
  const starts = new Uint32Array(treeCount + 1);
  const feature = new Int32Array(nodeCount);
  const threshold = new Float32Array(nodeCount);
  const defaultLeft = new Uint8Array(nodeCount);
  const value = new Float32Array(nodeCount);
  const cover = new Float32Array(nodeCount);
  const seen = new Uint8Array(nodeCount);
  let placed = 0;
  let maxDepth = 0;
  for (let tree = 0; tree < treeCount; tree++) {
    const root = placed;
    starts[tree] = root;
    const waiting = [trees.roots[tree]!]; // nodes to visit,
    const waitingBelow = [root]; // and their parents' places
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const parentPlace = waitingBelow.pop()!;
      if (node >= nodeCount) throw damaged(`tree ${tree} refers to node ${node}, and there are ${nodeCount}`);
      if (seen[node] === 1) throw damaged(`node ${node} is reached twice`);
      seen[node] = 1;
      checkNode(trees, node, columnCount);
      const place = placed++;
      parent[place] = parentPlace;
      if (place > parentPlace + 1) right[parentPlace] = place; // a left child comes at once after its parent
      depth[place] = place === root ? 0 : depth[parentPlace]! + 1;
      maxDepth = Math.max(maxDepth, depth[place]);
      feature[place] = trees.feature[node]!;
      threshold[place] = trees.threshold[node]!;
      defaultLeft[place] = trees.defaultLeft[node]!;
      value[place] = trees.value[node]!;
      cover[place] = trees.cover[node]!;
      if (trees.feature[node]! >= 0) {
        waiting.push(trees.right[node]!, trees.left[node]!);
        waitingBelow.push(place, place);
      }
    }
  }
  starts[treeCount] = placed;
  if (placed !== nodeCount) throw damaged(`${nodeCount - placed} of ${nodeCount} nodes belong to no tree`);
  return { treeCount, nodeCount, starts, feature, threshold, right, parent, defaultLeft, value, cover, maxDepth };
}
