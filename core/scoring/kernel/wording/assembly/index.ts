/*
 * The part of a score file's lines that reasons take: which they are, and their cells, each worded once by the code
 * outside and remembered here. `pickTop` and `ReasonCells` in core/scoring/columns say what is meant.
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

/** Picks the reasons of rows and looks their cells up. @returns how many cells are not remembered */
export function find(head: usize, rows: u32): u32 {
  const width = load<u32>(head, at.headWidth);
  const reasons: i32 = load<u32>(head, at.headReasons);
  const features: usize = load<u32>(head, at.headFeatures);
  const sizes: usize = load<u32>(head, at.headSizes);
  let contributions: usize = load<u32>(head, at.headContributions);
  let top: usize = load<u32>(head, at.headTops);
  let cell: usize = load<u32>(head, at.headCells);
  let place: usize = load<u32>(head, at.headEntries);
  let unknown: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const held = pick(contributions, width, reasons, top, sizes);
    for (let i: i32 = 0; i < reasons; i++) {
      let found: u32 = 0;
      if (i < held) {
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
    contributions += 8 * width;
    top += 2 * reasons;
    cell += 4 * reasons;
    place += 4 * reasons;
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

/** A comma and a cell. @returns the place behind */
// @ts-ignore: decorator
@inline
function append(out: usize, cell: usize): usize {
  store<u8>(out++, 44);
  return cell == 0 ? out : copy(out, cell + at.cellBytes, load<u32>(cell, at.cellLength));
}

/**
 * Writes lines up to the last gap, with the texts of their rows in the gaps: a comma and the play, if any, and as much for
 * each reason.
 */
export function write(head: usize, rows: u32, out: usize): void {
  const reasons: u32 = load<u32>(head, at.headReasons);
  const lines: usize = load<u32>(head, at.headLines);
  const gaps: usize = load<u32>(head, at.headGaps);
  let cells: usize = load<u32>(head, at.headCells);
  let written: usize = 0;
  let to = out;
  for (let row: u32 = 0; row < rows; row++) {
    const gap: usize = load<u32>(gaps + 4 * row);
    to = copy(to, lines + written, gap - written);
    written = gap;
    to = append(to, cellOfPlay(head, row));
    for (let i: u32 = 0; i < reasons; i++) {
      to = append(to, load<u32>(cells));
      cells += 4;
    }
  }
}
