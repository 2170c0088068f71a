/*
 * Lines of a score file: figures, and the reasons: which they are, and their cells. `createPlainLines` in core/scoring/columns says
 * what is meant.
 */
import * as at from '../layout';
import { cellOfPlay, findCells, lengthOf } from './cells';
import { putNumber, putPercentile, putProbability, putWhole } from './figures';
import { pick, pickPair, picksOfPair } from './pick';

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

/** Part of a cell, by where it lies. @returns the place behind */
// @ts-ignore: decorator
@inline
function putPart(out: usize, part: usize): usize {
  return copy(out, part + at.partBytes, load<u32>(part));
}

/** A cell of one part, if there is one. @returns the place behind */
// @ts-ignore: decorator
@inline
function put(out: usize, cell: usize): usize {
  return cell == 0 ? out : putPart(out, cell + at.cellFirstPart);
}

/** A cell, if there is one, with a number between its parts. @returns the place behind */
// @ts-ignore: decorator
@inline
function putWith(out: usize, cell: usize, number: usize, head: usize): usize {
  if (cell == 0) return out;
  let part = cell + at.cellFirstPart;
  let to = putPart(out, part);
  for (let more = load<u32>(cell, at.cellParts) - 1; more > 0; more--) {
    to = putNumber(to, load<u32>(number), head);
    part += at.partBytes + ((load<u32>(part) + 3) & ~3);
    to = putPart(to, part);
  }
  return to;
}

// @ts-ignore: decorator
@inline
function comma(out: usize): usize {
  store<u8>(out, 44);
  return out + 1;
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
  let numbers: usize = load<u32>(head, at.headNumbers);
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
        to = putWith(comma(to), load<u32>(cells), numbers, head);
        cells += 4;
        numbers += 4;
      }
    }
    to = putWhole(comma(to), load<u16>(warnings + 2 * row), 1);
    store<u8>(to++, 10);
  }
  return to;
}
