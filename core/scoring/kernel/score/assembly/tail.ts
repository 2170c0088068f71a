import { AT, BINS, SUM, WIDE } from './layout';
import { Eight0, Eight1, Eight2, Eight3, Eight4, Eight5, Eight6, Eight7, Row0, Row1, Row2, Row3, Row4, Row5, Row6, Row7 } from './rows';

/*
 * The two levels below the top six of a tree: a block of 32 bytes for each of the 64 places that the top leads to, so
 * that one line of the cache holds all that a row still needs. `AT` has four times the number of each row's place.
 *
 * A block is numbered like a heap: word 1 is its root, words 2 and 3 are the root's children, words 4 to 7 float32 leaves.
 * A node is a word: where its bins begin (u16), and the last bin that goes left (i8).
 */

/** 1 if the row goes right: the difference of two bins has its sign in bit 31. `bins` is where the node's bins begin. */
@inline
function goesRight<Eight, Row>(bins: usize, lastLeft: i32): usize {
  return <usize>(<u32>(lastLeft - <i32>load<i8>(bins, BINS + offsetof<Eight>() + offsetof<Row>())) >> 31);
}

@inline
function leafOf<Eight, Row>(blocks: usize): usize {
  const block = blocks + (<usize>load<u8>(AT + offsetof<Eight>() + offsetof<Row>()) << 3);
  const first = goesRight<Eight, Row>(load<u16>(block, 4), load<i8>(block, 6));
  const child = block + (first << 2);
  const second = goesRight<Eight, Row>(load<u16>(child, 8), load<i8>(child, 10));
  return block + (first << 3) + (second << 2);
}

@inline
function add8<Eight>(blocks: usize): void {
  let low = v128.load32_zero(leafOf<Eight, Row0>(blocks), 16);
  low = v128.load32_lane(leafOf<Eight, Row1>(blocks), low, 1, 16);
  low = v128.load32_lane(leafOf<Eight, Row2>(blocks), low, 2, 16);
  low = v128.load32_lane(leafOf<Eight, Row3>(blocks), low, 3, 16);
  let high = v128.load32_zero(leafOf<Eight, Row4>(blocks), 16);
  high = v128.load32_lane(leafOf<Eight, Row5>(blocks), high, 1, 16);
  high = v128.load32_lane(leafOf<Eight, Row6>(blocks), high, 2, 16);
  high = v128.load32_lane(leafOf<Eight, Row7>(blocks), high, 3, 16);
  const sums = SUM + (offsetof<Eight>() << 2);
  v128.store(sums, f32x4.add(v128.load(sums), low));
  v128.store(sums + 16, f32x4.add(v128.load(sums + 16), high));
}

/** Goes on from the block of each row, and adds the leaves. Rows are written out so that their numbers are built in. */
export function finishTail(blocks: usize): void {
  add8<Eight0>(blocks);
  add8<Eight1>(blocks);
  add8<Eight2>(blocks);
  add8<Eight3>(blocks);
  add8<Eight4>(blocks);
  add8<Eight5>(blocks);
  add8<Eight6>(blocks);
  add8<Eight7>(blocks);
}

/**
 * Has the cache fetch a tree's blocks while its top is asked: which of them a row needs is not known before, and waiting
 * for each is what costs where a model is larger than the second-level cache.
 */
export function fetchBlocks(blocks: usize): void {
  let all: u32 = 0;
  for (let line: usize = 0; line < 2048; line += 512) {
    const at = blocks + line;
    all |= load<u32>(at) | load<u32>(at, 64) | load<u32>(at, 128) | load<u32>(at, 192);
    all |= load<u32>(at, 256) | load<u32>(at, 320) | load<u32>(at, 384) | load<u32>(at, 448);
  }
  store<u32>(WIDE, all);
}
