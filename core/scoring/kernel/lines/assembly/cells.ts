/*
 * Cells of reasons and plays, each worded once by the code outside and remembered here; `ReasonCells` in core/scoring/columns
 * says what is meant.
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
