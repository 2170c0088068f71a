import type { PreorderTrees } from './preorder-trees.ts';

/** What the trees say together on average over the training weight: Σ leaf value × share of the weight that reached it. */
export function expectedValue({ starts, parent, cover, feature, value, treeCount }: PreorderTrees): number {
  let total = 0;
  const reach = new Float64Array(parent.length);
  for (let tree = 0; tree < treeCount; tree++) {
    const root = starts[tree]!;
    let expected = 0;
    reach[root] = 1;
    for (let node = root; node < starts[tree + 1]!; node++) {
      if (node > root) reach[node] = reach[parent[node]!]! * (cover[node]! / cover[parent[node]!]!);
      if (feature[node] === -1) expected += reach[node]! * value[node]!;
    }
    total += expected;
  }
  return total;
}
