import { binGroup, binRow } from './bin';
export { checksum, wrongColumns, wrongNumbers, wrongSides, wrongStarts, wrongSteps } from './check';
import { AT, GROUP, SUM, WIDE_SUM } from './layout';
import { linear } from './linear';
import { perfect1, perfect2, perfect3, perfect4, perfect5, perfect6, perfectTop } from './perfect';
import { addNamed, clear, clearWide, widen } from './sums';
import { add64, sweep } from './sweep';
import { fetchBlocks, finishTail } from './tail';
import { transpose } from './transpose';
import { finish, walkTrees } from './walk';

/*
 * The kernel's door. A model is an image as `image.ts` describes it, at any multiple of 16 past the bins; it has been
 * checked before it comes here, and nothing is checked again.
 */

/** Places of the image's header; see `image.ts`, which has the same. */
const FEATURE_COUNT: usize = 84;
const FEATURES_AT: usize = 88;
const TREE_COUNT: usize = 92;
const TREES_AT: usize = 96;
const NODES_AT: usize = 104;
const VALUES_AT: usize = 108;
const ROOTS_AT: usize = 112;

/** A tree is eight words: kind, place, nodes, leaves, steps; then the depth of the eight trees that it begins. */
const TREE_BYTES: usize = 32;
const SWEEP_64: u32 = 7;
const SWEEP_254: u32 = 8;
const TOP_AND_TAIL: u32 = 10;

/** Adds every tree's leaves for the binned group. */
function addTrees(model: usize, averaged: bool): void {
  const nodes = model + <usize>load<u32>(model, NODES_AT);
  const values = model + <usize>load<u32>(model, VALUES_AT);
  let tree = model + <usize>load<u32>(model, TREES_AT);
  const end = tree + <usize>load<u32>(model, TREE_COUNT) * TREE_BYTES;
  for (; tree < end; tree += TREE_BYTES) {
    const kind = load<u32>(tree);
    const place = model + <usize>load<u32>(tree, 4);
    if (kind == 6) perfect6(place);
    else if (kind == 4) perfect4(place);
    else if (kind == 5) perfect5(place);
    else if (kind == 3) perfect3(place);
    else if (kind == 2) perfect2(place);
    else if (kind == 1) perfect1(place);
    else if (kind == TOP_AND_TAIL) {
      const blocks = model + <usize>load<u32>(tree, 12);
      fetchBlocks(blocks);
      perfectTop(place);
      finishTail(blocks);
    } else {
      const leaves = model + <usize>load<u32>(tree, 12);
      sweep(place, load<u32>(tree, 8));
      if (kind == SWEEP_64) add64(leaves);
      else if (kind == SWEEP_254) addNamed(leaves);
      else finish(nodes, values, leaves, load<i32>(tree, 16));
    }
    if (averaged) widen();
  }
}

/** Writes the group's sums, or means, as f64. */
function put(out: usize, rows: usize, model: usize, averaged: bool): void {
  if (averaged) {
    const count = <f64>load<u32>(model, TREE_COUNT);
    for (let row: usize = 0; row < rows; row++) store<f64>(out + (row << 3), load<f64>(row << 3, WIDE_SUM) / count);
  } else {
    for (let row: usize = 0; row < rows; row++) store<f64>(out + (row << 3), <f64>load<f32>(row << 2, SUM));
  }
}

function scoreGroup(model: usize, columns: usize, stride: usize, rows: usize, base: f32, averaged: bool, out: usize): void {
  const features = model + <usize>load<u32>(model, FEATURES_AT);
  binGroup(model, features, load<u32>(model, FEATURE_COUNT), columns, stride);
  clear(averaged ? 0 : base);
  if (averaged) clearWide();
  addTrees(model, averaged);
  put(out, rows, model, averaged);
}

/**
 * Raw scores of rows of `width` float32 each.
 *
 * @param rows - readable up to the next multiple of 64 rows, and 16 bytes more
 * @param scratch - room for 256 × (width + 3) bytes
 * @param out - f64 of each row
 */
export function scoreRows(
  model: usize,
  rows: usize,
  count: usize,
  width: usize,
  scratch: usize,
  base: f32,
  averaged: bool,
  out: usize,
): void {
  for (let row: usize = 0; row < count; row += GROUP) {
    transpose(rows + ((row * width) << 2), width, scratch);
    scoreGroup(model, scratch, GROUP << 2, min(GROUP, count - row), base, averaged, out + (row << 3));
  }
}

/** The same for columns, `stride` bytes apart, each readable up to the next multiple of 64 rows. */
export function scoreColumns(
  model: usize,
  columns: usize,
  stride: usize,
  count: usize,
  base: f32,
  averaged: bool,
  out: usize,
): void {
  for (let row: usize = 0; row < count; row += GROUP) {
    scoreGroup(model, columns + (row << 2), stride, min(GROUP, count - row), base, averaged, out + (row << 3));
  }
}

/** Raw score of one row: each tree is walked, which for one row is faster than asking all its nodes. */
export function scoreOne(model: usize, row: usize, base: f32, averaged: bool): f64 {
  const nodes = model + <usize>load<u32>(model, NODES_AT);
  const values = model + <usize>load<u32>(model, VALUES_AT);
  const count = <usize>load<u32>(model, TREE_COUNT);
  const roots = model + <usize>load<u32>(model, ROOTS_AT);
  const depths = model + <usize>load<u32>(model, TREES_AT);
  binRow(model, model + <usize>load<u32>(model, FEATURES_AT), load<u32>(model, FEATURE_COUNT), row);
  let sum = base;
  let wide: f64 = 0;
  for (let tree: usize = 0; tree < count; tree += 8) {
    walkTrees(nodes, roots + (tree << 2), load<i32>(depths + tree * TREE_BYTES, 20), AT);
    const end = min<usize>(8, count - tree) << 2;
    for (let at: usize = 0; at < end; at += 4) {
      const leaf = load<f32>(values + (<usize>load<u32>(at, AT) << 2));
      sum += leaf;
      if (averaged) wide += <f64>leaf;
    }
  }
  return averaged ? wide / <f64>count : <f64>sum;
}

/** Linear model for rows of `width` float32; `rows`, `scratch` and `out` as in scoreRows, but `out` for whole groups. */
export function linearRows(
  rows: usize,
  count: usize,
  width: usize,
  scratch: usize,
  coefficients: usize,
  intercept: f64,
  out: usize,
): void {
  for (let row: usize = 0; row < count; row += GROUP) {
    transpose(rows + ((row * width) << 2), width, scratch);
    linear(scratch, coefficients, width, intercept, out + (row << 3));
  }
}
