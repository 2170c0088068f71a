import * as at from '../layout';
import { addTo, difference, reach, satisfied, satisfiedAbove, share, shareIfLost } from './question';

/** At one point: F of both children; keeps the share for the way up. */
// @ts-ignore: decorator
@inline
function descend(slot: usize, left: usize, right: usize, point: usize, w: v128): void {
  const f = v128.load(slot + 16 * point);
  const fLeft = f32x4.mul(f, w);
  v128.store(slot + 16 * point, w, at.slotW);
  v128.store(left + 16 * point, fLeft);
  v128.store(right + 16 * point, f32x4.sub(f, fLeft));
}

// @ts-ignore: decorator
@inline
function descendOne(points: i32, again: bool, upper: usize, table: usize, x: usize, t0: v128, t1: v128, t2: v128, t3: v128): void {
  const slot: usize = load<u32>(upper, at.upperSlot);
  const left: usize = load<u32>(upper, at.upperLeft);
  const right: usize = load<u32>(upper, at.upperRight);
  const ask = upper + at.upperAsk;
  const was = satisfiedAbove(again, ask);
  const on = satisfied(ask, x, was);
  const lost = shareIfLost(again, ask);
  v128.store(slot, on, at.slotLeft);
  v128.store(slot, f32x4.sub(was, on), at.slotRight);
  descend(slot, left, right, 0, share(again, table, 0, on, was, lost, t0));
  descend(slot, left, right, 1, share(again, table, 1, on, was, lost, t1));
  if (points > 2) descend(slot, left, right, 2, share(again, table, 2, on, was, lost, t2));
  if (points > 3) descend(slot, left, right, 3, share(again, table, 3, on, was, lost, t3));
}

/** On the way down, each node before its children. */
// @ts-ignore: decorator
@inline
export function descendUppers(
  points: i32, first: usize, count: u32, firstTable: usize, x: usize, t0: v128, t1: v128, t2: v128, t3: v128,
): void {
  const end = first + count * at.upperBytes;
  let table = firstTable;
  for (let upper = first; upper < end; upper += at.upperBytes) {
    if (load<u32>(upper, at.upperAgain) == 0) descendOne(points, false, upper, table, x, t0, t1, t2, t3);
    else descendOne(points, true, upper, table, x, t0, t1, t2, t3);
    table += at.tableAgainBytes;
  }
}

/** At one point: S from that of both children. @returns what going left rather than right changes */
// @ts-ignore: decorator
@inline
function climb(slot: usize, left: usize, right: usize, point: usize): v128 {
  const sRight = v128.load(right + 16 * point, at.slotS);
  const step = f32x4.sub(v128.load(left + 16 * point, at.slotS), sRight);
  v128.store(slot + 16 * point, f32x4.relaxed_madd(v128.load(slot + 16 * point, at.slotW), step, sRight), at.slotS);
  return step;
}

// @ts-ignore: decorator
@inline
function climbOne(points: i32, again: bool, upper: usize, table: usize, sums: usize): void {
  const slot: usize = load<u32>(upper, at.upperSlot);
  const left: usize = load<u32>(upper, at.upperLeft);
  const right: usize = load<u32>(upper, at.upperRight);
  const ask = upper + at.upperAsk;
  let integral = f32x4.mul(reach(again, table, 0, v128.load(slot)), climb(slot, left, right, 0));
  integral = f32x4.relaxed_madd(reach(again, table, 1, v128.load(slot, 16)), climb(slot, left, right, 1), integral);
  if (points > 2) integral = f32x4.relaxed_madd(reach(again, table, 2, v128.load(slot, 32)), climb(slot, left, right, 2), integral);
  if (points > 3) integral = f32x4.relaxed_madd(reach(again, table, 3, v128.load(slot, 48)), climb(slot, left, right, 3), integral);
  addTo(sums, ask, difference(again, ask, v128.load(slot, at.slotLeft), satisfiedAbove(again, ask)), integral);
}

/** On the way up, each node after its children. */
// @ts-ignore: decorator
@inline
export function climbUppers(points: i32, first: usize, count: u32, firstTable: usize, sums: usize): void {
  let table = firstTable + count * at.tableAgainBytes;
  for (let upper = first + count * at.upperBytes; upper > first; ) {
    upper -= at.upperBytes;
    table -= at.tableAgainBytes;
    if (load<u32>(upper, at.upperAgain) == 0) climbOne(points, false, upper, table, sums);
    else climbOne(points, true, upper, table, sums);
  }
}
