/*
 * Exact Tree SHAP as in core/scoring/tree-shap.ts, in float32 and four rows at a time, in the form that needs least work.
 *
 * Where the covers of two children add up to their parent's, the factors of both add up to the factor above, so what goes
 * right is F − F·w with w the share that goes left: t·o + (1 − t)·z, over f = t + (1 − t)·z' if the column was asked for
 * above (z' and f are that edge's; z is merged; where that question was not satisfied w = z / z'). With S the mean of the
 * leaves below, d = S(left) − S(right) and S = S(right) + w·d, the two gains of tree-shap.ts become opposite, and
 *
 *   φ += (o·z' − z) · Σ over the points of weight · F·d / f²      (z' = 1 and f = 1 for a column not asked for above)
 *
 * and nothing where the question above was not satisfied. The weight is F of the root.
 *
 * Of trees with up to four questions on a path what is to be added is looked up instead: see divide, group-tables, groups.
 */
import * as at from '../layout';
import { divideTrees } from './divide';
import { fillTables } from './group-tables';
import { answerQuestions, explainGroup } from './groups';
import { fillBlocks, fillBlocksOfColumns, flushSums } from './rows';
import { explainTree } from './tree';

/** Passes after which the float32 sums are added to the float64 results, so that rounding does not pile up. */
const passesPerFlush: u32 = 64;

/** Groups after which they are. */
const groupsPerFlush: u32 = 256;

/** Prepares what the head describes; to be done once, first. */
export function prepare(head: usize): void {
  divideTrees(head);
  fillTables(head);
}

/**
 * Writes the contributions of every feature, row after row.
 *
 * @param first - of the rows that the head says the place of
 * @param rows - how many
 * @param stride - values of each column there; 0 where row comes after row
 */
export function explain(head: usize, first: u32, rows: u32, stride: u32): void {
  const groups = load<u32>(head, at.headGroupCount);
  const steps = (rows + 15) / 16;
  const blocks = (rows + at.lanes - 1) / at.lanes;
  const filled = groups > 0 ? 4 * steps : blocks;
  const features = load<u32>(head, at.headFeatureCount);
  if (stride == 0) fillBlocks(head, first, rows, filled);
  else fillBlocksOfColumns(head, first, stride, filled);
  memory.fill(load<u32>(head, at.headOut), 0, 8 * rows * features);
  memory.fill(load<u32>(head, at.headSums), 0, at.vectorBytes * filled * features);
  answerQuestions(head, steps);
  let group: usize = load<u32>(head, at.headGroups);
  for (let i: u32 = 0; i < groups; i++) {
    explainGroup(group, head, steps);
    if (i % groupsPerFlush == groupsPerFlush - 1) flushSums(head, rows);
    group += at.groupBytes;
  }
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
