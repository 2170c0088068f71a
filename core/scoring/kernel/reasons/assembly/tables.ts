// What a pass over a tree needs of each question at each of its points; made once for all rows of a call.
import * as at from '../layout';

/** A question about a column that was not asked for above: (1 − t)·z. */
function fillFirst(table: usize, ask: usize, pass: usize): void {
  v128.store(table, f32x4.mul(v128.load(pass, at.pointRest), v128.load_splat<f32>(ask, at.askZ)));
}

/** With f = t + (1 − t)·(z above): (1 − t)·z / f − z / (z above), t / f and 1 / f². Without a question above f is 1. */
function fillAgain(table: usize, ask: usize, pass: usize): void {
  const t = v128.load(pass, at.pointT);
  const rest = v128.load(pass, at.pointRest);
  const above = f32x4.add(t, f32x4.mul(rest, v128.load_splat<f32>(ask, at.askZBefore)));
  const inverse = f32x4.div(f32x4.splat(1), above);
  const off = f32x4.mul(f32x4.mul(rest, v128.load_splat<f32>(ask, at.askZ)), inverse);
  v128.store(table, f32x4.sub(off, v128.load_splat<f32>(ask, at.askShare)));
  v128.store(table, f32x4.mul(t, inverse), at.tableGain);
  v128.store(table, f32x4.mul(inverse, inverse), at.tableFactor);
}

/** Fills the table of a run of questions. @returns the place after it */
// @ts-ignore: decorator
@inline
function fillAsk(again: bool, table: usize, ask: usize, pass: usize): usize {
  if (again) fillAgain(table, ask, pass);
  else fillFirst(table, ask, pass);
  return table + (again ? at.tableAgainBytes : at.tableBytes);
}

export function fillUppers(table: usize, first: usize, count: u32, pass: usize): usize {
  const end = first + count * at.upperBytes;
  for (let upper = first; upper < end; upper += at.upperBytes) {
    fillAsk(load<u32>(upper, at.upperAgain) != 0, table, upper + at.upperAsk, pass);
    table += at.tableAgainBytes;
  }
  return table;
}

export function fillTriples(table: usize, first: usize, count: u32, pass: usize, again: bool, lowerAgain: bool): usize {
  const end = first + count * at.tripleBytes;
  for (let triple = first; triple < end; triple += at.tripleBytes) {
    table = fillAsk(again, table, triple + at.tripleAsk, pass);
    table = fillAsk(lowerAgain, table, triple + at.tripleLeftAsk, pass);
    table = fillAsk(lowerAgain, table, triple + at.tripleRightAsk, pass);
  }
  return table;
}

export function fillPairs(table: usize, first: usize, count: u32, pass: usize): void {
  const end = first + count * at.pairBytes;
  for (let pair = first; pair < end; pair += at.pairBytes) {
    table = fillAsk(true, table, pair + at.pairAsk, pass);
  }
}
