/*
 * Cells of reasons and plays, each worded once by the code outside and remembered here; `ReasonCells` in core/scoring/columns
 * says what is meant.
 */
import * as at from '../layout';

// @ts-ignore: decorator
@inline
function isNegativeZero(value: f64): bool {
  return reinterpret<i64>(value) == i64.MIN_VALUE;
}

/** A number as it is shown: see `groupedBit`; `unshown` where it is not written here. As `formatNumber` rounds. */
// @ts-ignore: decorator
@inline
function shownNumber(value: f64): u32 {
  const isLarge = value >= at.leastGrouped;
  if (!(value >= 0.1 && value < at.mostGrouped - 1)) {
    return value == 0 && !isNegativeZero(value) ? 0 : unshown;
  }
  const scaled = isLarge ? value : value * 100;
  const whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (isLarge) return at.groupedBit | (<u32>whole + (rest >= 0.5 ? 1 : 0));
  // Near a half the product may have been rounded to its other side; the quotient is the number nearest to the half.
  const isUp = Math.abs(rest - 0.5) < 1e-6 ? value >= (10 * whole + 5) / 1000 : rest > 0.5;
  const shown = <u32>whole + <u32>isUp;
  return shown < 100 * at.leastGrouped ? shown : unshown;
}

const unshown: u32 = u32.MAX_VALUE;

/** Where the cell of a number is remembered. */
// @ts-ignore: decorator
@inline
function entryOfNumber(shown: u32): i32 {
  if ((shown & at.groupedBit) != 0) return at.firstEntryOfGroupedDigit + (shown & ~at.groupedBit) % 10;
  if (shown == 100) return at.entryOfOne;
  const tenths = shown / 10;
  if (shown != 10 * tenths) return at.firstEntryOfDigit + (shown - 10 * tenths);
  const whole = tenths / 10;
  return at.firstEntryOfDigit + (tenths != 10 * whole ? tenths - 10 * whole : whole % 10);
}

/**
 * Where the cell of a feature's value is remembered.
 *
 * @param number - where the number goes that is to stand in it
 * @returns -1 where it has no place
 */
// @ts-ignore: decorator
@inline
function entryOf(feature: usize, row: usize, number: usize): i32 {
  const values: usize = load<u32>(feature, at.featureValues);
  if (load<u32>(feature, at.featureIsCategory) != 0) {
    const code = load<i32>(values + 4 * row);
    return code == -1 ? at.entryOfMissing : at.firstEntry + code;
  }
  const value = load<f64>(values + 8 * row);
  if (value != value) return at.entryOfMissing;
  if (value == load<f64>(feature, at.featureTypical) && !isNegativeZero(value)) return at.entryOfTypical;
  const shown = shownNumber(value);
  if (shown == unshown) return -1;
  store<u32>(number, shown);
  return entryOfNumber(shown);
}

/** Looks the cells of a row's reasons up. @returns how many are not remembered */
// @ts-ignore: decorator
@inline
export function findCells(head: usize, row: u32, held: i32): u32 {
  const width = load<u32>(head, at.headWidth);
  const reasons: u32 = load<u32>(head, at.headReasons);
  const features: usize = load<u32>(head, at.headFeatures);
  const contributions: usize = load<u32>(head, at.headContributions) + 8 * width * row;
  const top: usize = load<u32>(head, at.headTops) + 2 * reasons * row;
  const cell: usize = load<u32>(head, at.headCells) + 4 * reasons * row;
  const place: usize = load<u32>(head, at.headEntries) + 4 * reasons * row;
  const number: usize = load<u32>(head, at.headNumbers) + 4 * reasons * row;
  let unknown: u32 = 0;
  for (let i: u32 = 0; i < reasons; i++) {
    let found: u32 = 0;
    if (<i32>i < held) {
      const which: u32 = load<i16>(top + 2 * i);
      const feature: usize = features + which * at.featureBytes;
      const entry = entryOf(feature, row, number + 4 * i);
      let known: usize = 0;
      if (<u32>entry < load<u32>(feature, at.featureEntries)) {
        const raises = load<f64>(contributions + 8 * which) > 0;
        const entries: usize = raises ? load<u32>(feature, at.featureRaises) : load<u32>(feature, at.featureLowers);
        known = entries + 4 * entry;
        found = load<u32>(known);
      }
      if (found == 0) {
        found = at.unknownCell;
        unknown++;
      }
      store<u32>(place + 4 * i, known);
    }
    store<u32>(cell + 4 * i, found);
  }
  return unknown;
}

// @ts-ignore: decorator
@inline
export function lengthOf(cell: usize): u32 {
  return cell == 0 ? 0 : load<u32>(cell, at.cellLength);
}

// @ts-ignore: decorator
@inline
export function cellOfPlay(head: usize, row: usize): usize {
  const play: i32 = load<i16>(<usize>load<u32>(head, at.headPlays) + 2 * row);
  return play < 0 ? 0 : load<u32>(<usize>load<u32>(head, at.headPlayCells) + 4 * play);
}
