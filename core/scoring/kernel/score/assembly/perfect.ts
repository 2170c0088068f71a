import { AT, BINS, choose, lookUp, Step0, Step1, Step2, Step3 } from './layout';
import { addPlanes } from './sums';

/*
 * A tree padded to all 2^depth leaves, at most 6 deep. No row walks: on each level the bins of all its nodes are loaded
 * and narrowed down to the one that the row asks for by the answers above; the thresholds and at last the leaf come from
 * look-ups by the same answers read as a number. No load depends on the data, nothing branches.
 *
 * In memory: where each node's bins begin, u32 level by level, padded to 16 bytes; thresholds, 16 bytes a level (the
 * sixth level 32); leaves as four planes of 16 bytes for each 16 of them.
 */

@inline
function bins<Step>(nodes: usize, node: usize): v128 {
  return v128.load(<usize>load<u32>(nodes + (node << 2)), BINS + offsetof<Step>());
}

@inline
function of2<Step>(a: v128, nodes: usize, node: usize): v128 {
  return choose(a, bins<Step>(nodes, node + 1), bins<Step>(nodes, node));
}

@inline
function of4<Step>(a: v128, b: v128, nodes: usize, node: usize): v128 {
  return choose(a, of2<Step>(b, nodes, node + 2), of2<Step>(b, nodes, node));
}

@inline
function of8<Step>(a: v128, b: v128, c: v128, nodes: usize, node: usize): v128 {
  return choose(a, of4<Step>(b, c, nodes, node + 4), of4<Step>(b, c, nodes, node));
}

@inline
function of16<Step>(a: v128, b: v128, c: v128, d: v128, nodes: usize, node: usize): v128 {
  return choose(a, of8<Step>(b, c, d, nodes, node + 8), of8<Step>(b, c, d, nodes, node));
}

/** The path so far as a number, and one answer (full mask: right) more. */
@inline
function then(path: v128, answer: v128): v128 {
  return i8x16.sub(i8x16.add(path, path), answer);
}

/** The last four answers. */
@inline
function last4(path: v128): v128 {
  return v128.and(path, i8x16.splat(15));
}

@inline
function add16<Step>(leaves: usize, path: v128): void {
  addPlanes<Step>(
    lookUp(leaves, path),
    lookUp(leaves + 16, path),
    lookUp(leaves + 32, path),
    lookUp(leaves + 48, path),
  );
}

@inline
function plane2(right: v128, leaves: usize, path: v128): v128 {
  return choose(right, lookUp(leaves + 64, path), lookUp(leaves, path));
}

@inline
function plane4(first: v128, second: v128, leaves: usize, path: v128): v128 {
  return choose(first, plane2(second, leaves + 128, path), plane2(second, leaves, path));
}

@inline
function step1<Step>(tree: usize): void {
  const a = i8x16.gt_s(bins<Step>(tree, 0), v128.load(tree + 16));
  add16<Step>(tree + 32, i8x16.neg(a));
}

@inline
function step2<Step>(tree: usize): void {
  const a = i8x16.gt_s(bins<Step>(tree, 0), v128.load(tree + 16));
  let path = i8x16.neg(a);
  const b = i8x16.gt_s(of2<Step>(a, tree, 1), lookUp(tree + 32, path));
  add16<Step>(tree + 48, then(path, b));
}

@inline
function step3<Step>(tree: usize): void {
  const a = i8x16.gt_s(bins<Step>(tree, 0), v128.load(tree + 32));
  let path = i8x16.neg(a);
  const b = i8x16.gt_s(of2<Step>(a, tree, 1), lookUp(tree + 48, path));
  path = then(path, b);
  const c = i8x16.gt_s(of4<Step>(a, b, tree, 3), lookUp(tree + 64, path));
  add16<Step>(tree + 80, then(path, c));
}

@inline
function step4<Step>(tree: usize): void {
  const a = i8x16.gt_s(bins<Step>(tree, 0), v128.load(tree + 64));
  let path = i8x16.neg(a);
  const b = i8x16.gt_s(of2<Step>(a, tree, 1), lookUp(tree + 80, path));
  path = then(path, b);
  const c = i8x16.gt_s(of4<Step>(a, b, tree, 3), lookUp(tree + 96, path));
  path = then(path, c);
  const d = i8x16.gt_s(of8<Step>(a, b, c, tree, 7), lookUp(tree + 112, path));
  add16<Step>(tree + 128, then(path, d));
}

@inline
function step5<Step>(tree: usize): void {
  const a = i8x16.gt_s(bins<Step>(tree, 0), v128.load(tree + 128));
  let path = i8x16.neg(a);
  const b = i8x16.gt_s(of2<Step>(a, tree, 1), lookUp(tree + 144, path));
  path = then(path, b);
  const c = i8x16.gt_s(of4<Step>(a, b, tree, 3), lookUp(tree + 160, path));
  path = then(path, c);
  const d = i8x16.gt_s(of8<Step>(a, b, c, tree, 7), lookUp(tree + 176, path));
  path = then(path, d);
  const e = i8x16.gt_s(of16<Step>(a, b, c, d, tree, 15), lookUp(tree + 192, path));
  path = last4(then(path, e));
  const leaves = tree + 208;
  addPlanes<Step>(
    plane2(a, leaves, path),
    plane2(a, leaves + 16, path),
    plane2(a, leaves + 32, path),
    plane2(a, leaves + 48, path),
  );
}

@inline
function step6<Step>(tree: usize): void {
  const a = i8x16.gt_s(bins<Step>(tree, 0), v128.load(tree + 256));
  let path = i8x16.neg(a);
  const b = i8x16.gt_s(of2<Step>(a, tree, 1), lookUp(tree + 272, path));
  path = then(path, b);
  const c = i8x16.gt_s(of4<Step>(a, b, tree, 3), lookUp(tree + 288, path));
  path = then(path, c);
  const d = i8x16.gt_s(of8<Step>(a, b, c, tree, 7), lookUp(tree + 304, path));
  path = then(path, d);
  const e = i8x16.gt_s(of16<Step>(a, b, c, d, tree, 15), lookUp(tree + 320, path));
  path = last4(then(path, e));
  const asked = choose(a, of16<Step>(b, c, d, e, tree, 47), of16<Step>(b, c, d, e, tree, 31));
  const f = i8x16.gt_s(asked, choose(a, lookUp(tree + 352, path), lookUp(tree + 336, path)));
  path = last4(then(path, f));
  const leaves = tree + 368;
  addPlanes<Step>(
    plane4(a, b, leaves, path),
    plane4(a, b, leaves + 16, path),
    plane4(a, b, leaves + 32, path),
    plane4(a, b, leaves + 48, path),
  );
}

export function perfect1(tree: usize): void {
  step1<Step0>(tree);
  step1<Step1>(tree);
  step1<Step2>(tree);
  step1<Step3>(tree);
}

export function perfect2(tree: usize): void {
  step2<Step0>(tree);
  step2<Step1>(tree);
  step2<Step2>(tree);
  step2<Step3>(tree);
}

export function perfect3(tree: usize): void {
  step3<Step0>(tree);
  step3<Step1>(tree);
  step3<Step2>(tree);
  step3<Step3>(tree);
}

export function perfect4(tree: usize): void {
  step4<Step0>(tree);
  step4<Step1>(tree);
  step4<Step2>(tree);
  step4<Step3>(tree);
}

export function perfect5(tree: usize): void {
  step5<Step0>(tree);
  step5<Step1>(tree);
  step5<Step2>(tree);
  step5<Step3>(tree);
}

export function perfect6(tree: usize): void {
  step6<Step0>(tree);
  step6<Step1>(tree);
  step6<Step2>(tree);
  step6<Step3>(tree);
}

@inline
function top6<Step>(tree: usize): void {
  const a = i8x16.gt_s(bins<Step>(tree, 0), v128.load(tree + 256));
  let path = i8x16.neg(a);
  const b = i8x16.gt_s(of2<Step>(a, tree, 1), lookUp(tree + 272, path));
  path = then(path, b);
  const c = i8x16.gt_s(of4<Step>(a, b, tree, 3), lookUp(tree + 288, path));
  path = then(path, c);
  const d = i8x16.gt_s(of8<Step>(a, b, c, tree, 7), lookUp(tree + 304, path));
  path = then(path, d);
  const e = i8x16.gt_s(of16<Step>(a, b, c, d, tree, 15), lookUp(tree + 320, path));
  path = then(path, e);
  const low = last4(path);
  const asked = choose(a, of16<Step>(b, c, d, e, tree, 47), of16<Step>(b, c, d, e, tree, 31));
  const f = i8x16.gt_s(asked, choose(a, lookUp(tree + 352, low), lookUp(tree + 336, low)));
  v128.store(AT + offsetof<Step>(), i8x16.shl(then(path, f), 2));
}

/** Four times the place that each row comes to below the top six levels of a deeper tree, from the left, to `AT`. */
export function perfectTop(tree: usize): void {
  top6<Step0>(tree);
  top6<Step1>(tree);
  top6<Step2>(tree);
  top6<Step3>(tree);
}
