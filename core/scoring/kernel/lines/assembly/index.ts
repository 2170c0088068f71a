/*
 * Lines of a score file: figures, and the reasons: which they are, and their cells, each worded once by the code outside and
 * remembered here. `createPlainLines`, `pickTop` and `ReasonCells` in core/scoring/columns say what is meant.
 */
import * as at from '../layout';

/** Where the cell of a number is remembered; -1 where it has no place. As `ReasonCells` has it. */
// @ts-ignore: decorator
@inline
function entryOfNumber(value: f64, typical: f64): i32 {
  if (value != value) return at.entryOfMissing;
  if (value == 0 && copysign<f64>(1, value) < 0) return -1;
  if (value == typical) return at.entryOfTypical;
  if (value == 0) return at.firstEntry;
  if (!(value >= 0.1 && value < 1000)) return -1;
  const hundredths = value * 100;
  const whole = Math.floor(hundredths);
  const rest = hundredths - whole;
  if (Math.abs(rest - 0.5) < 1e-6) return -1;
  return at.firstEntry + <i32>whole + (rest > 0.5 ? 1 : 0);
}

/** Where a cell is remembered; 0 where it has no place. */
// @ts-ignore: decorator
@inline
function entryOf(feature: usize, row: usize, raises: bool): usize {
  const values: usize = load<u32>(feature, at.featureValues);
  let entry: i32;
  if (load<u32>(feature, at.featureIsCategory) != 0) {
    const code = load<i32>(values + 4 * row);
    entry = code == -1 ? at.entryOfMissing : at.firstEntry + code;
  } else entry = entryOfNumber(load<f64>(values + 8 * row), load<f64>(feature, at.featureTypical));
  if (<u32>entry >= load<u32>(feature, at.featureEntries)) return 0;
  const entries: usize = raises ? load<u32>(feature, at.featureRaises) : load<u32>(feature, at.featureLowers);
  return entries + 4 * entry;
}

/** Picks the largest reasons of a row, as `pickTop`. @returns how many there are */
// @ts-ignore: decorator
@inline
function pick(contributions: usize, width: u32, reasons: i32, top: usize, sizes: usize): i32 {
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
const picksOfPair = 3;

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
function pickPair(contributions: usize, width: u32, reasons: i32, top: usize): i32 {
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

/** Looks the cells of a row's reasons up. @returns how many are not remembered */
// @ts-ignore: decorator
@inline
function findCells(head: usize, row: u32, held: i32): u32 {
  const width = load<u32>(head, at.headWidth);
  const reasons: u32 = load<u32>(head, at.headReasons);
  const features: usize = load<u32>(head, at.headFeatures);
  const contributions: usize = load<u32>(head, at.headContributions) + 8 * width * row;
  const top: usize = load<u32>(head, at.headTops) + 2 * reasons * row;
  const cell: usize = load<u32>(head, at.headCells) + 4 * reasons * row;
  const place: usize = load<u32>(head, at.headEntries) + 4 * reasons * row;
  let unknown: u32 = 0;
  for (let i: u32 = 0; i < reasons; i++) {
    let found: u32 = 0;
    if (<i32>i < held) {
      const feature: u32 = load<i16>(top + 2 * i);
      const entry = entryOf(features + feature * at.featureBytes, row, load<f64>(contributions + 8 * feature) > 0);
      if (entry != 0) found = load<u32>(entry);
      if (found == 0) {
        found = at.unknownCell;
        unknown++;
      }
      store<u32>(place + 4 * i, entry);
    }
    store<u32>(cell + 4 * i, found);
  }
  return unknown;
}

/** Picks the reasons of rows and looks their cells up. @returns how many cells are not remembered */
export function find(head: usize, rows: u32): u32 {
  const width = load<u32>(head, at.headWidth);
  const reasons: i32 = load<u32>(head, at.headReasons);
  const sizes: usize = load<u32>(head, at.headSizes);
  const contributions: usize = load<u32>(head, at.headContributions);
  const top: usize = load<u32>(head, at.headTops);
  let unknown: u32 = 0;
  for (let row: u32 = 0; row < rows; row += 2) {
    const from = contributions + 8 * width * row;
    const to = top + 2 * reasons * row;
    const isPair = row + 1 < rows;
    let held = reasons <= picksOfPair && isPair ? pickPair(from, width, reasons, to) : -1;
    if (held < 0) {
      held = pick(from, width, reasons, to, sizes);
      if (isPair) held |= pick(from + 8 * width, width, reasons, to + 2 * reasons, sizes) << 16;
    }
    unknown += findCells(head, row, held & 0xffff);
    if (isPair) unknown += findCells(head, row + 1, held >> 16);
  }
  return unknown;
}

// @ts-ignore: decorator
@inline
function lengthOf(cell: usize): u32 {
  return cell == 0 ? 0 : load<u32>(cell, at.cellLength);
}

// @ts-ignore: decorator
@inline
function cellOfPlay(head: usize, row: usize): usize {
  const play: i32 = load<i16>(<usize>load<u32>(head, at.headPlays) + 2 * row);
  return play < 0 ? 0 : load<u32>(<usize>load<u32>(head, at.headPlayCells) + 4 * play);
}

/** Bytes that the texts of rows take. */
export function measure(head: usize, rows: u32): u32 {
  const reasons: u32 = load<u32>(head, at.headReasons);
  const cells: usize = load<u32>(head, at.headCells);
  let bytes = rows * (reasons + 1);
  for (let row: u32 = 0; row < rows; row++) bytes += lengthOf(cellOfPlay(head, row));
  for (let i: u32 = 0; i < rows * reasons; i++) bytes += lengthOf(load<u32>(cells + 4 * i));
  return bytes;
}

/** Copies bytes; up to 16 more are read and written. @returns the place behind */
// @ts-ignore: decorator
@inline
function copy(out: usize, from: usize, length: usize): usize {
  const end = out + length;
  for (; out < end; out += at.copyBytes, from += at.copyBytes) v128.store(out, v128.load(from));
  return end;
}

/** A cell, if there is one. @returns the place behind */
// @ts-ignore: decorator
@inline
function put(out: usize, cell: usize): usize {
  return cell == 0 ? out : copy(out, cell + at.cellBytes, load<u32>(cell, at.cellLength));
}

// @ts-ignore: decorator
@inline
function comma(out: usize): usize {
  store<u8>(out, 44);
  return out + 1;
}

/** 134,217,729 = 2²⁷ + 1: splits a number of 53 bits into two halves. */
const splitter: f64 = 134217729;

/** What `product`, the rounded product of two numbers, lacks of the exact one. Dekker, 1971, "A floating-point technique". */
// @ts-ignore: decorator
@inline
function lackOf(product: f64, a: f64, b: f64): f64 {
  let split = splitter * a;
  const aHigh = split - (split - a);
  const aLow = a - aHigh;
  split = splitter * b;
  const bHigh = split - (split - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** A figure times a scale as a whole number, as `toFixed` rounds: what is exactly a half goes up. */
// @ts-ignore: decorator
@inline
function rounded(figure: f64, scale: f64): u32 {
  const product = figure * scale;
  const whole = Math.floor(product);
  const rest = product - whole;
  const isUp = rest > 0.5 || (rest == 0.5 && lackOf(product, figure, scale) >= 0);
  return <u32>whole + <u32>isUp;
}

/** A whole number with at least so many digits. @returns the place behind */
// @ts-ignore: decorator
@inline
function putWhole(out: usize, whole: u32, least: u32): usize {
  let digits: u32 = 1;
  for (let bound: u64 = 10; bound <= <u64>whole; bound *= 10) digits++;
  const end = out + max(digits, least);
  for (let to = end - 1; to >= out; to--) {
    const next = whole / 10;
    store<u8>(to, 48 + whole - 10 * next);
    whole = next;
  }
  return end;
}

/** A probability with six places. @returns the place behind */
// @ts-ignore: decorator
@inline
function putProbability(out: usize, probability: f64, threeDigits: usize): usize {
  const millionths = rounded(probability, 1000000);
  const one: u32 = <u32>(millionths >= 1000000); // no probability is more
  const below = millionths - 1000000 * one;
  const thousandths = below / 1000;
  store<u16>(out, 0x2e30 + one); // 0. or 1.
  store<u32>(out + 2, load<u32>(threeDigits + 4 * thousandths));
  store<u32>(out + 5, load<u32>(threeDigits + 4 * (below - 1000 * thousandths)));
  return out + 8;
}

/** A percentile with one place. @returns the place behind */
// @ts-ignore: decorator
@inline
function putPercentile(out: usize, percentile: f64): usize {
  const tenths = rounded(percentile, 10);
  const whole = tenths / 10;
  const end = putWhole(out, whole, 1);
  store<u16>(end, <u16>(((48 + tenths - 10 * whole) << 8) | 46));
  return end + 2;
}

/**
 * Writes whole lines: id, figures, the play and the reasons where there are some, the number of warnings.
 *
 * @returns the place behind the last; 0 where an amount is too large for here
 */
export function write(head: usize, rows: u32, out: usize): usize {
  const reasons: u32 = load<u32>(head, at.headReasons);
  const idEnds: usize = load<u32>(head, at.headIdEnds);
  const probability: usize = load<u32>(head, at.headProbability);
  const percentile: usize = load<u32>(head, at.headPercentile);
  const risk: usize = load<u32>(head, at.headRisk);
  const tiers: usize = load<u32>(head, at.headTiers);
  const tierCells: usize = load<u32>(head, at.headTierCells);
  const warnings: usize = load<u32>(head, at.headWarnings);
  const currency: usize = load<u32>(head, at.headCurrency);
  const minorUnits = load<u32>(head, at.headMinorUnits);
  const minorDigits = load<u32>(head, at.headMinorDigits);
  const threeDigits: usize = load<u32>(head, at.headThreeDigits);
  let cells: usize = load<u32>(head, at.headCells);
  let id: usize = load<u32>(head, at.headIds);
  const ids = id;
  let to = out;
  for (let row: u32 = 0; row < rows; row++) {
    const idEnd = ids + load<u32>(idEnds + 4 * row);
    to = comma(copy(to, id, idEnd - id));
    id = idEnd;
    to = comma(putProbability(to, load<f64>(probability + 8 * row), threeDigits));
    to = comma(put(to, load<u32>(tierCells + 4 * <usize>load<u8>(tiers + row))));
    to = comma(putPercentile(to, load<f64>(percentile + 8 * row)));
    const minor = load<f64>(risk + 8 * row);
    if (minor == minor) {
      if (minor >= at.mostMinor) return 0;
      const amount = <u32>minor;
      const whole = amount / minorUnits;
      to = putWhole(to, whole, 1);
      if (minorDigits > 0) {
        store<u8>(to, 46);
        to = putWhole(to + 1, amount - whole * minorUnits, minorDigits);
      }
      to = put(comma(to), currency);
    } else to = comma(to);
    if (reasons > 0) {
      to = put(comma(to), cellOfPlay(head, row));
      for (let i: u32 = 0; i < reasons; i++) {
        to = put(comma(to), load<u32>(cells));
        cells += 4;
      }
    }
    to = putWhole(comma(to), load<u16>(warnings + 2 * row), 1);
    store<u8>(to++, 10);
  }
  return to;
}
