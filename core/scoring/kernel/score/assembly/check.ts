/*
 * An image is looked over before it is used, each time it is loaded, when nothing is warm yet: here it takes a sixth of
 * the time that it takes in JavaScript. What is looked at lies in memory, for check-image.ts has seen to that.
 */

const ODD: i32 = 0x9e3779b1;

@inline
function mix(state: v128, words: v128): v128 {
  const mixed = i32x4.mul(v128.xor(state, words), i32x4.splat(ODD));
  return v128.xor(mixed, i32x4.shr_u(mixed, 15));
}

/** The checksum of image-digest.ts, of `bytes` from `at` on: eight words, to `out`. */
export function checksum(at: usize, bytes: usize, out: usize): void {
  let low = i32x4.splat(<i32>bytes);
  let high = low;
  const end = at + (bytes & ~3);
  for (; at + 32 <= end; at += 32) {
    low = mix(low, v128.load(at));
    high = mix(high, v128.load(at, 16));
  }
  v128.store(out, low);
  v128.store(out, high, 16);
  for (let lane = out; at < end; at += 4) {
    const mixed = <u32>(load<i32>(lane) ^ load<i32>(at)) * <u32>ODD;
    store<u32>(lane, mixed ^ (mixed >> 15));
    lane += 4;
  }
}

/** How many of `count` words, `stride` bytes apart, do not name a column of bins below `end`; `mask` is what names it. */
export function wrongColumns(at: usize, count: usize, stride: usize, mask: u32, end: u32): u32 {
  let wrong: u32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const place = load<u32>(at) & mask;
    wrong += <u32>(place >= end) | <u32>((place & 63) != 0);
    at += stride;
  }
  return wrong;
}

/** How many of `count` u32 are not below `end`. */
export function wrongNumbers(at: usize, count: usize, end: u32): u32 {
  let wrong: u32 = 0;
  for (const last = at + (count << 2); at < last; at += 4) wrong += <u32>(load<u32>(at) >= end);
  return wrong;
}

/** How many of `count` starts of a grid's cells, u16, are above `most`. */
export function wrongStarts(at: usize, count: usize, most: u32): u32 {
  let wrong: u32 = 0;
  for (const last = at + (count << 1); at < last; at += 2) wrong += <u32>(<u32>load<u16>(at) > most);
  return wrong;
}

/** How many nodes of a sweep name a leaf above `count` for the right side. */
export function wrongSides(at: usize, count: usize): u32 {
  let wrong: u32 = 0;
  for (const last = at + (count << 4); at < last; at += 16) {
    const right = load<u32>(at, 8);
    wrong += <u32>((right & 255) > <u32>count) | <u32>(((right >> 8) & 255) > <u32>count);
    wrong += <u32>(((right >> 16) & 255) > <u32>count) | <u32>(right >> 24 > <u32>count);
  }
  return wrong;
}

/** How many of the nodes to walk over lead beside them; a node that sends nothing right has only its left child. */
export function wrongSteps(at: usize, count: usize): u32 {
  let wrong: u32 = 0;
  for (const last = at + (count << 3); at < last; at += 8) {
    const right = <u64>load<u32>(at, 4) + <u64>(load<u8>(at) != 127);
    wrong += <u32>(right >= <u64>count);
  }
  return wrong;
}
