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
}

/** Prepares all trees for {@link explainTree}; time grows with nodes × depth. */
export function planShap(trees: PreorderTrees): ShapPlan {
  const { starts, feature, parent, cover, nodeCount, treeCount } = trees;
  const previous = new Int32Array(nodeCount).fill(-1);
  const passed = new Float64Array(nodeCount).fill(1);
  const distinct = new Uint32Array(nodeCount);
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
        distinct[node] = distinct[above]! + (edge > root ? 0 : 1);
        most = Math.max(most, distinct[node]!);
      }
    }
    const count = Math.ceil(most / 2);
    const quadrature = byCount.get(count) ?? gaussLegendre(count);
    byCount.set(count, quadrature);
    quadratures.push(quadrature);
  }
  return { previous, passed, quadratures };
}

/** Memory that explanations work in, kept between calls. One for each thread of work. */
export class ShapScratch {
  /** By node of the tree, at one point: F, and G. */
  reached = new Float64Array(0);
  below = new Float64Array(0);
  /** o of the edge into a node. */
  on = new Uint8Array(0);
  /** 3 × node + state of the edge into it: place in the tables below. */
  code = new Uint32Array(0);
  /** By point, node and state: f_c / f_p, and (α_c − α_p) × weight. */
  factor = new Float64Array(0);
  gain = new Float64Array(0);

  reserve(nodes: number, points: number): void {
    if (this.on.length < nodes) {
      this.reached = new Float64Array(nodes);
      this.below = new Float64Array(nodes);
      this.on = new Uint8Array(nodes);
      this.code = new Uint32Array(nodes);
    }
    if (this.factor.length < 3 * nodes * points) {
      this.factor = new Float64Array(3 * nodes * points);
      this.gain = new Float64Array(3 * nodes * points);
    }
  }
}

/** States of an edge: the feature was unsatisfied further up; is now; is satisfied so far. */
const lost = 0;
const off = 1;
const on = 2;

/** Fills the tables by point, node and state for one tree; shared by all rows of a batch. */
function fillTables(
  trees: PreorderTrees,
  plan: ShapPlan,
  tree: number,
  scale: number,
  { factor, gain }: ShapScratch,
): void {
  const { points, weights } = plan.quadratures[tree]!;
  const root = trees.starts[tree]!;
  const nodes = trees.starts[tree + 1]! - root;
  for (let q = 0; q < points.length; q++) {
    const t = points[q]!;
    const weight = weights[q]! * scale;
    for (let i = 1; i < nodes; i++) {
      const edge = plan.previous[root + i]!;
      const z = plan.passed[root + i]!;
      const zBefore = edge < 0 ? 1 : plan.passed[edge]!;
      const f = t + (1 - t) * z;
      const fBefore = t + (1 - t) * zBefore; // 1 where there is no edge before
      const alphaBefore = (1 - zBefore) / fBefore; // 0 where there is none
      const at = 3 * (q * nodes + i);
      factor[at + lost] = z / zBefore;
      factor[at + off] = ((1 - t) * z) / fBefore;
      factor[at + on] = f / fBefore;
      gain[at + lost] = 0;
      gain[at + off] = (-1 / (1 - t) - alphaBefore) * weight;
      gain[at + on] = ((1 - z) / f - alphaBefore) * weight;
    }
  }
}

/** Finds the state of every edge of a tree for the row that begins at `start`. */
function traceRow(
  trees: PreorderTrees,
  previous: Int32Array,
  tree: number,
  scratch: ShapScratch,
  rows: Float32Array,
  start: number,
): void {
  const { feature, threshold, defaultLeft, right } = trees;
  const { on: isOn, code } = scratch;
  const root = trees.starts[tree]!;
  const end = trees.starts[tree + 1]!;
  for (let node = root; node < end; node++) {
    const column = feature[node]!;
    if (column < 0) continue;
    const x = rows[start + column]!;
    const goesLeft = x < threshold[node]! || (x !== x && defaultLeft[node] === 1) ? 1 : 0;
    const left = node + 1 - root;
    const other = right[node]! - root;
    const edge = previous[node + 1]!; // the same for both children
    const was = edge < 0 ? 1 : isOn[edge - root]!;
    isOn[left] = was & goesLeft;
    isOn[other] = was & (1 - goesLeft);
    code[left] = 3 * left + was * (off + goesLeft);
    code[other] = 3 * other + was * (on - goesLeft);
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
  const root = trees.starts[tree]!;
  const end = trees.starts[tree + 1]!;
  const nodes = end - root;
  if (nodes === 1) return;
  const points = plan.quadratures[tree]!.points.length;
  scratch.reserve(nodes, points);
  fillTables(trees, plan, tree, scale, scratch);
  const { reached, below, code, factor, gain } = scratch;
  const value = trees.value.subarray(root, end);
  const feature = trees.feature.subarray(root, end);
  const inner = Uint32Array.from(Array.from(feature.keys()).filter((i) => feature[i] !== -1));
  const other = Uint32Array.from(inner, (i) => trees.right[root + i]! - root);
  for (let start = 0; start < rows.length; start += columnCount) {
    traceRow(trees, plan.previous, tree, scratch, rows, start);
    for (let table = 0; table < 3 * nodes * points; table += 3 * nodes) {
      reached[0] = 1;
      for (let k = 0; k < inner.length; k++) {
        const i = inner[k]!;
        const right = other[k]!;
        const f = reached[i]!;
        const fLeft = f * factor[table + code[i + 1]!]!;
        const fRight = f * factor[table + code[right]!]!;
        reached[i + 1] = fLeft;
        reached[right] = fRight;
        below[i + 1] = fLeft * value[i + 1]!; // what an inner node gets here is replaced on the way up
        below[right] = fRight * value[right]!;
      }
      for (let k = inner.length - 1; k >= 0; k--) {
        const i = inner[k]!;
        const right = other[k]!;
        const gLeft = below[i + 1]!;
        const gRight = below[right]!;
        below[i] = gLeft + gRight;
        out[start + feature[i]!]! += gain[table + code[i + 1]!]! * gLeft + gain[table + code[right]!]! * gRight;
      }
    }
  }
}
