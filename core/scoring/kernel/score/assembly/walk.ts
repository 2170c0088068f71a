import { AT, BINS, SUM } from './layout';

/*
 * Rows, or trees, that go down node by node, eight at a time so that eight loads are under way. A node is 8 bytes: the
 * last bin that goes left (i8), where its bins begin (24 bits), and its left child's number, one less than the right
 * child's. A leaf is its own left child and sends nothing right, so that all can take the same number of steps.
 */

@inline
function next(nodes: usize, node: usize, lane: usize): usize {
  const packed = load<u64>(nodes + (node << 3));
  const bin = load<i8>(lane + <usize>(<u32>packed >> 8), BINS);
  return <usize>(packed >> 32) + <usize>(bin > <i8>packed);
}

/** Continues from `exits[AT]` of each row and adds the leaves' values. */
export function finish(nodes: usize, values: usize, exits: usize, steps: i32): void {
  for (let lane: usize = 0; lane < 64; lane += 8) {
    let a: usize = load<u32>(exits + ((<usize>load<u8>(lane, AT)) << 2));
    let b: usize = load<u32>(exits + ((<usize>load<u8>(lane, AT + 1)) << 2));
    let c: usize = load<u32>(exits + ((<usize>load<u8>(lane, AT + 2)) << 2));
    let d: usize = load<u32>(exits + ((<usize>load<u8>(lane, AT + 3)) << 2));
    let e: usize = load<u32>(exits + ((<usize>load<u8>(lane, AT + 4)) << 2));
    let f: usize = load<u32>(exits + ((<usize>load<u8>(lane, AT + 5)) << 2));
    let g: usize = load<u32>(exits + ((<usize>load<u8>(lane, AT + 6)) << 2));
    let h: usize = load<u32>(exits + ((<usize>load<u8>(lane, AT + 7)) << 2));
    for (let step = 0; step < steps; step++) {
      a = next(nodes, a, lane);
      b = next(nodes, b, lane + 1);
      c = next(nodes, c, lane + 2);
      d = next(nodes, d, lane + 3);
      e = next(nodes, e, lane + 4);
      f = next(nodes, f, lane + 5);
      g = next(nodes, g, lane + 6);
      h = next(nodes, h, lane + 7);
    }
    const sums = lane << 2;
    let first = v128.load32_zero(values + (a << 2));
    first = v128.load32_lane(values + (b << 2), first, 1);
    first = v128.load32_lane(values + (c << 2), first, 2);
    first = v128.load32_lane(values + (d << 2), first, 3);
    v128.store(sums, f32x4.add(v128.load(sums, SUM), first), SUM);
    let second = v128.load32_zero(values + (e << 2));
    second = v128.load32_lane(values + (f << 2), second, 1);
    second = v128.load32_lane(values + (g << 2), second, 2);
    second = v128.load32_lane(values + (h << 2), second, 3);
    v128.store(sums, f32x4.add(v128.load(sums, SUM + 16), second), SUM + 16);
  }
}

/** Leaves of eight trees for the row in lane 0; `roots` and the numbers of leaves are u32. */
export function walkTrees(nodes: usize, roots: usize, steps: i32, leaves: usize): void {
  let a: usize = load<u32>(roots);
  let b: usize = load<u32>(roots, 4);
  let c: usize = load<u32>(roots, 8);
  let d: usize = load<u32>(roots, 12);
  let e: usize = load<u32>(roots, 16);
  let f: usize = load<u32>(roots, 20);
  let g: usize = load<u32>(roots, 24);
  let h: usize = load<u32>(roots, 28);
  for (let step = 0; step < steps; step++) {
    a = next(nodes, a, 0);
    b = next(nodes, b, 0);
    c = next(nodes, c, 0);
    d = next(nodes, d, 0);
    e = next(nodes, e, 0);
    f = next(nodes, f, 0);
    g = next(nodes, g, 0);
    h = next(nodes, h, 0);
  }
  store<u32>(leaves, a);
  store<u32>(leaves, b, 4);
  store<u32>(leaves, c, 8);
  store<u32>(leaves, d, 12);
  store<u32>(leaves, e, 16);
  store<u32>(leaves, f, 20);
  store<u32>(leaves, g, 24);
  store<u32>(leaves, h, 28);
}
