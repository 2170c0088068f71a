import * as at from '../layout';
import { fillBlocks, flushSums } from './rows';
import { explainTree } from './tree';

/** Passes after which the float32 sums are added to the float64 results, so that rounding does not pile up. */
const passesPerFlush: u32 = 64;

/** Writes the contributions of every feature of `rows` rows, which the head says the place of, row after row. */
export function explain(head: usize, rows: u32): void {
  const blocks = (rows + at.lanes - 1) / at.lanes;
  const features = load<u32>(head, at.headFeatureCount);
  fillBlocks(head, rows, blocks);
  memory.fill(load<u32>(head, at.headOut), 0, 8 * rows * features);
  memory.fill(load<u32>(head, at.headSums), 0, at.vectorBytes * blocks * features);
  let tree: usize = load<u32>(head, at.headTrees);
  let passes: u32 = 0;
  for (let left = load<u32>(head, at.headTreeCount); left > 0; left--) {
    passes += explainTree(tree, head, blocks);
    if (passes >= passesPerFlush) {
      flushSums(head, rows);
      passes = 0;
    }
    tree += load<u32>(tree, at.treeBytes);
  }
  flushSums(head, rows);
}
