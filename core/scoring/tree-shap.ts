import { gaussLegendre, type Quadrature } from './gauss-legendre.ts';
import type { PreorderTrees } from './preorder-trees.ts';

/*
 * Exact path-dependent Tree SHAP (Lundberg, Erion & Lee 2018) by quadrature.
 *
 * On the path to a leaf of value v, a feature i that is asked about there has o_i = 1 if the row satisfies all its
 * conditions, else 0, and z_i = the product of the cover ratios at its nodes: what an absent feature lets through. The
 * leaf's part of the game is v·Π(o_i if present, z_i if absent); its multilinear extension on the diagonal (Owen 1972)
 * is v·Π f_i with f_i(t) = t·o_i + (1 − t)·z_i, and the Shapley value of i is ∫₀¹ v·(o_i − z_i)·Π_{j≠i} f_j dt. With m
 * distinct features on the path that is a polynomial of degree m − 1, so ⌈m/2⌉ Gauss-Legendre points are exact.
 *
 * Per point: down, F = Π f over the path; up, G = Σ F·v over the leaves below. The edge into node c, whose feature is i,
 * adds α_c·G_c to φ_i with α = (o_i − z_i)/f_i, and takes back what the nearest edge above on the same feature, p, added
 * for these leaves: φ_i += (α_c − α_p)·G_c. Where o_p = 0 both are −1/(1 − t) and nothing is left to add.
 */

/** What the explanation of a tree needs beyond the tree itself; independent of the row. */
export interface ShapPlan {
  /** Nearest edge above on the same feature, by the node it leads to; −1 if there is none. */
  readonly previous: Int32Array;
  /** Merged cover ratio z of the edge into a node. */
  readonly passed: Float64Array;
  /** Points that each tree needs. */
  readonly quadratures: readonly Quadrature[];
  /** Σ leaf value × share of the training weight that reached it, per tree. */
  readonly expected: Float64Array;
}

/** Prepares all trees for {@link explainTree}; time grows with nodes × depth. */
export function planShap(trees: PreorderTrees): ShapPlan {
  const { starts, feature, parent, cover, value, nodeCount, treeCount } = trees;
  const previous = new Int32Array(nodeCount).fill(-1);
  const passed = new Float64Array(nodeCount).fill(1);
  const reach = new Float64Array(nodeCount).fill(1);
  const distinct = new Uint32Array(nodeCount);
  const expected = new Float64Array(treeCount);
  const quadratures: Quadrature[] = [];
  const byCount = new Map<number, Quadrature>();
  for (let tree = 0; tree < treeCount; tree++) {
    const root = starts[tree]!;
    let most = 1;
    for (let node = root; node < starts[tree + 1]!; node++) {
      if (node > root) {
        const above = parent[node]!;
        let edge = above;
        while (edge > root && feature[parent[edge]!] !== feature[above]) edge = parent[edge]!;
        const share = cover[node]! / cover[above]!;
        previous[node] = edge > root ? edge : -1;
        passed[node] = edge > root ? share * passed[edge]! : share;
        reach[node] = reach[above]! * share;
        distinct[node] = distinct[above]! + (edge > root ? 0 : 1);
        most = Math.max(most, distinct[node]!);
      }
      if (feature[node] === -1) expected[tree]! += reach[node]! * value[node]!;
    }
    const count = Math.ceil(most / 2);
    const quadrature = byCount.get(count) ?? gaussLegendre(count);
    byCount.set(count, quadrature);
    quadratures.push(quadrature);
  }
  return { previous, passed, quadratures, expected };
}

/** Memory that explanations work in, kept between calls. One for each thread of work. */
export class ShapScratch {
  /** By node and point: F, then G. */
  reached = new Float64Array(0);
  below = new Float64Array(0);
  /** By node, o (0 or 1) and point: f_c / f_p, and (α_c − α_p) × weight. */
  factor = new Float64Array(0);
  gain = new Float64Array(0);
  /** o of the edge into a node, and of the edge before it on the same feature. */
  on = new Uint8Array(0);
  wasOn = new Uint8Array(0);

  reserve(nodes: number, points: number): void {
    if (this.on.length < nodes) {
      this.on = new Uint8Array(nodes);
      this.wasOn = new Uint8Array(nodes);
    }
    if (this.reached.length < nodes * points) {
      this.reached = new Float64Array(nodes * points);
      this.below = new Float64Array(nodes * points);
      this.factor = new Float64Array(2 * nodes * points);
      this.gain = new Float64Array(2 * nodes * points);
    }
  }
}

/** Fills the tables by node, o and point for one tree; shared by all rows of a batch. */
function fillTables(
  trees: PreorderTrees,
  plan: ShapPlan,
  tree: number,
  scale: number,
  { factor, gain }: ShapScratch,
): void {
  const { points, weights } = plan.quadratures[tree]!;
  const count = points.length;
  const root = trees.starts[tree]!;
  for (let node = root + 1; node < trees.starts[tree + 1]!; node++) {
    const z = plan.passed[node]!;
    const edge = plan.previous[node]!;
    for (let q = 0; q < count; q++) {
      const t = points[q]!;
      const zBefore = edge < 0 ? 1 : plan.passed[edge]!;
      const fBefore = t + (1 - t) * zBefore; // 1 where there is no edge before
      const alphaBefore = (1 - zBefore) / fBefore; // 0 where there is none
      const off = (node - root) * 2 * count + q;
      const on = off + count;
      factor[off] = ((1 - t) * z) / fBefore;
      factor[on] = (t + (1 - t) * z) / fBefore;
      gain[off] = (-1 / (1 - t) - alphaBefore) * weights[q]! * scale;
      gain[on] = ((1 - z) / (t + (1 - t) * z) - alphaBefore) * weights[q]! * scale;
    }
  }
}

/**
 * Adds one tree's exact contributions, times `scale`, to `out` (laid out as `rows`).
 *
 * @param rows - float32 rows of `columnCount` columns; NaN is missing
 */
export function explainTree(
  trees: PreorderTrees,
  plan: ShapPlan,
  tree: number,
  scale: number,
  scratch: ShapScratch,
  rows: Float32Array,
  columnCount: number,
  out: Float64Array,
): void {
  const { feature, threshold, defaultLeft, right, parent, value } = trees;
  const { previous, passed } = plan;
  const root = trees.starts[tree]!;
  const nodes = trees.starts[tree + 1]! - root;
  if (nodes === 1) return;
  const count = plan.quadratures[tree]!.points.length;
  scratch.reserve(nodes, count);
  fillTables(trees, plan, tree, scale, scratch);
  const { reached, below, factor, gain, on, wasOn } = scratch;
  for (let start = 0; start < rows.length; start += columnCount) {
    reached.fill(1, 0, count);
    below.fill(0, 0, count);
    for (let i = 1; i < nodes; i++) {
      const node = root + i;
      const above = parent[node]!;
      const x = rows[start + feature[above]!]!;
      const goesLeft = x < threshold[above]! || (x !== x && defaultLeft[above] === 1);
      const taken = goesLeft === (right[above] !== node);
      const edge = previous[node]!;
      const was = edge < 0 ? 1 : on[edge - root]!;
      const is = taken ? was : 0;
      wasOn[i] = was;
      on[i] = is;
      const isLeaf = feature[node] === -1;
      const leafValue = isLeaf ? value[node]! : 0;
      const from = (above - root) * count;
      const to = i * count;
      if (was === 1) {
        const table = (2 * i + is) * count;
        for (let q = 0; q < count; q++) {
          const f = reached[from + q]! * factor[table + q]!;
          reached[to + q] = f;
          below[to + q] = f * leafValue;
        }
      } else {
        const ratio = passed[node]! / passed[edge]!;
        for (let q = 0; q < count; q++) {
          const f = reached[from + q]! * ratio;
          reached[to + q] = f;
          below[to + q] = f * leafValue;
        }
      }
    }
    for (let i = nodes - 1; i > 0; i--) {
      const above = parent[root + i]! - root;
      const from = i * count;
      const to = above * count;
      const table = (2 * i + on[i]!) * count;
      let sum = 0;
      for (let q = 0; q < count; q++) {
        const g = below[from + q]!;
        below[to + q]! += g;
        sum += gain[table + q]! * g;
      }
      if (wasOn[i] === 1) out[start + feature[root + above]!]! += sum;
    }
  }
}
