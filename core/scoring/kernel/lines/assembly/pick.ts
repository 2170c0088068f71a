/*
 * The largest reasons of rows, as `pickTop` in core/scoring/columns picks them.
 */

/** Picks the largest reasons of a row, as `pickTop`. @returns how many there are */
// @ts-ignore: decorator
@inline
export function pick(contributions: usize, width: u32, reasons: i32, top: usize, sizes: usize): i32 {
  let held: i32 = 0;
  let least: f64 = 0; // of what is held once there is no more room
  for (let place: u32 = 0; place < width; place++) {
    const size = Math.abs(load<f64>(contributions + 8 * place));
    if (size <= least) continue;
    let to = held;
    while (to > 0 && load<f64>(sizes + 8 * (to - 1)) < size) to--;
    if (to == reasons) continue;
    if (held < reasons) held++;
    for (let move = held - 1; move > to; move--) {
      store<i16>(top + 2 * move, load<i16>(top + 2 * (move - 1)));
      store<f64>(sizes + 8 * move, load<f64>(sizes + 8 * (move - 1)));
    }
    store<i16>(top + 2 * to, <i16>place);
    store<f64>(sizes + 8 * to, size);
    if (held == reasons) least = load<f64>(sizes + 8 * (reasons - 1));
  }
  return held;
}

/** Bits of a float64 that are 0 where a float32 holds the number exactly, as it does those of the reasons kernel. */
const spareBits: i64 = 0x1fff_ffff;

/** Three largest at most are picked of two rows at once. */
export const picksOfPair = 3;

/** Writes down the places of what was picked in one row. @returns how many there are */
// @ts-ignore: decorator
@inline
function placesOf(first: i64, second: i64, third: i64, reasons: i32, top: usize): i32 {
  let held: i32 = 0;
  for (let i: i32 = 0; i < reasons; i++) {
    const key = i == 0 ? first : i == 1 ? second : third;
    if ((key & ~spareBits) == 0) break;
    store<i16>(top + 2 * held, <i16>(spareBits - (key & spareBits)));
    held++;
  }
  return held;
}

/**
 * As `pick`, of two rows side by side, without a branch: sizes go through a sorting network, with their places in the bits that
 * they do not need, so that of equal ones the first is the larger.
 *
 * @param reasons - 3 or fewer
 * @returns how many there are, the second row's in the upper half; -1 where sizes need those bits
 */
// @ts-ignore: decorator
@inline
export function pickPair(contributions: usize, width: u32, reasons: i32, top: usize): i32 {
  const sizeBits = i64x2.splat(0x7fff_ffff_ffff_ffff);
  let first = i64x2.splat(0);
  let second = i64x2.splat(0);
  let third = i64x2.splat(0);
  let used = i64x2.splat(0);
  const other = contributions + 8 * width;
  for (let place: u32 = 0; place < width; place++) {
    const pair = v128.load_lane<u64>(other + 8 * place, v128.load64_zero(contributions + 8 * place), 1);
    used = v128.or(used, pair);
    const key = v128.or(v128.and(pair, sizeBits), i64x2.splat(spareBits - <i64>place));
    const notFirst = f64x2.pmin(first, key);
    first = f64x2.pmax(first, key);
    const notSecond = f64x2.pmin(second, notFirst);
    second = f64x2.pmax(second, notFirst);
    third = f64x2.pmax(third, notSecond);
  }
  if (v128.any_true(v128.and(used, i64x2.splat(spareBits)))) return -1;
  const held = placesOf(
    i64x2.extract_lane(first, 0),
    i64x2.extract_lane(second, 0),
    i64x2.extract_lane(third, 0),
    reasons,
    top,
  );
  const heldOfOther = placesOf(
    i64x2.extract_lane(first, 1),
    i64x2.extract_lane(second, 1),
    i64x2.extract_lane(third, 1),
    reasons,
    top + 2 * reasons,
  );
  return held | (heldOfOther << 16);
}
