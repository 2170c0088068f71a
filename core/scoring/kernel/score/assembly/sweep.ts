import { AT, BINS, choose, lookUp, Step0, Step1, Step2, Step3 } from './layout';
import { addPlanes } from './sums';

/*
 * A tree of any shape, node by node in preorder. Its leaves are numbered from left to right; a row carries the number of
 * the leftmost leaf that it can still reach, at first 0. A node concerns the row exactly if the leftmost leaf below the
 * node is that one; if the node then sends it right, the row goes on at the leftmost leaf of the right side. Nodes off
 * the row's path ask for a leaf that it has passed or not yet reached, and change nothing.
 *
 * In memory, 16 bytes a node: the first bin that goes right, the leftmost leaf of the left side and of the right side,
 * each four times in a row, and where the node's bins begin. Leaves are numbered to at most 254, so that 255, which
 * stands for "this node sends the row left", is none of them.
 */

@inline
function after<Step>(at: v128, bins: usize, bound: v128, left: v128, right: v128): v128 {
  const goesLeft = i8x16.gt_s(bound, v128.load(bins, BINS + offsetof<Step>()));
  return choose(i8x16.eq(at, v128.or(goesLeft, left)), right, at);
}

/** Writes the number of each row's leaf to `AT`. */
export function sweep(node: usize, count: usize): void {
  let a = i8x16.splat(0);
  let b = a;
  let c = a;
  let d = a;
  const end = node + (count << 4);
  for (; node < end; node += 16) {
    const bins = <usize>load<u32>(node, 12);
    const bound = v128.load32_splat(node);
    const left = v128.load32_splat(node, 4);
    const right = v128.load32_splat(node, 8);
    a = after<Step0>(a, bins, bound, left, right);
    b = after<Step1>(b, bins, bound, left, right);
    c = after<Step2>(c, bins, bound, left, right);
    d = after<Step3>(d, bins, bound, left, right);
  }
  v128.store(AT, a);
  v128.store(AT + 16, b);
  v128.store(AT + 32, c);
  v128.store(AT + 48, d);
}

@inline
function plane(high: v128, middle: v128, leaves: usize, low: v128): v128 {
  return choose(
    high,
    choose(middle, lookUp(leaves + 192, low), lookUp(leaves + 128, low)),
    choose(middle, lookUp(leaves + 64, low), lookUp(leaves, low)),
  );
}

@inline
function addStep<Step>(leaves: usize): void {
  const at = v128.load(AT + offsetof<Step>());
  const low = v128.and(at, i8x16.splat(15));
  const middle = i8x16.lt_s(i8x16.shl(at, 3), i8x16.splat(0));
  const high = i8x16.gt_s(at, i8x16.splat(31));
  addPlanes<Step>(
    plane(high, middle, leaves, low),
    plane(high, middle, leaves + 16, low),
    plane(high, middle, leaves + 32, low),
    plane(high, middle, leaves + 48, low),
  );
}

/** Adds the leaves that `AT` names, of at most 64: four planes of 16 bytes for each 16 of them. */
export function add64(leaves: usize): void {
  addStep<Step0>(leaves);
  addStep<Step1>(leaves);
  addStep<Step2>(leaves);
  addStep<Step3>(leaves);
}
