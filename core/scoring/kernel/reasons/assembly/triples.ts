import * as at from '../layout';
import { addTo, difference, reach, satisfied, satisfiedAbove, share, shareIfLost } from './question';

/**
 * At one point: S of the upper node from its two lower nodes, under which there are only leaves.
 *
 * @returns what going left rather than right at the upper node changes
 */
// @ts-ignore: decorator
@inline
function climb(
  slot: usize, point: usize, w: v128, left: v128, leftStep: v128, leftBase: v128, right: v128, rightStep: v128, rightBase: v128,
): v128 {
  const sLeft = f32x4.relaxed_madd(left, leftStep, leftBase);
  const sRight = f32x4.relaxed_madd(right, rightStep, rightBase);
  const step = f32x4.sub(sLeft, sRight);
  v128.store(slot + 16 * point, f32x4.relaxed_madd(w, step, sRight), at.slotS);
  return step;
}

/**
 * The bottom of a tree, three questions at a time: most nodes of a full tree, and what passes between them stays in
 * registers. A leaf beside a lower node stands as a question that changes nothing.
 *
 * @param again - the upper node's column was asked for above; `lowerAgain`: that of a lower node
 */
// @ts-ignore: decorator
@inline
export function explainTriples(
  points: i32, again: bool, lowerAgain: bool, first: usize, count: u32, firstTable: usize,
  x: usize, sums: usize, t0: v128, t1: v128, t2: v128, t3: v128,
): void {
  const end = first + count * at.tripleBytes;
  const upperTable = again ? at.tableAgainBytes : at.tableBytes;
  const lowerTable = lowerAgain ? at.tableAgainBytes : at.tableBytes;
  let table = firstTable;
  for (let triple = first; triple < end; triple += at.tripleBytes) {
    const slot: usize = load<u32>(triple, at.tripleSlot);
    const ask = triple + at.tripleAsk;
    const leftAsk = triple + at.tripleLeftAsk;
    const rightAsk = triple + at.tripleRightAsk;
    const leftTable = table + upperTable;
    const rightTable = leftTable + lowerTable;

    const was = satisfiedAbove(again, ask);
    const on = satisfied(ask, x, was);
    if (lowerAgain) {
      v128.store(slot, on, at.slotLeft);
      v128.store(slot, f32x4.sub(was, on), at.slotRight);
    }
    const leftWas = satisfiedAbove(lowerAgain, leftAsk);
    const leftOn = satisfied(leftAsk, x, leftWas);
    const rightWas = satisfiedAbove(lowerAgain, rightAsk);
    const rightOn = satisfied(rightAsk, x, rightWas);
    const lost = shareIfLost(again, ask);
    const leftLost = shareIfLost(lowerAgain, leftAsk);
    const rightLost = shareIfLost(lowerAgain, rightAsk);

    const leftStep = v128.load_splat<f32>(leftAsk, at.askStep);
    const rightStep = v128.load_splat<f32>(rightAsk, at.askStep);
    const leftBase = v128.load_splat<f32>(leftAsk, at.askBase);
    const rightBase = v128.load_splat<f32>(rightAsk, at.askBase);

    let f = v128.load(slot);
    let w = share(again, table, 0, on, was, lost, t0);
    let wLeft = share(lowerAgain, leftTable, 0, leftOn, leftWas, leftLost, t0);
    let wRight = share(lowerAgain, rightTable, 0, rightOn, rightWas, rightLost, t0);
    let fLeft = f32x4.mul(f, w);
    let integral = f32x4.mul(reach(again, table, 0, f), climb(slot, 0, w, wLeft, leftStep, leftBase, wRight, rightStep, rightBase));
    let leftIntegral = reach(lowerAgain, leftTable, 0, fLeft);
    let rightIntegral = reach(lowerAgain, rightTable, 0, f32x4.sub(f, fLeft));

    f = v128.load(slot, 16);
    w = share(again, table, 1, on, was, lost, t1);
    wLeft = share(lowerAgain, leftTable, 1, leftOn, leftWas, leftLost, t1);
    wRight = share(lowerAgain, rightTable, 1, rightOn, rightWas, rightLost, t1);
    fLeft = f32x4.mul(f, w);
    integral = f32x4.relaxed_madd(reach(again, table, 1, f), climb(slot, 1, w, wLeft, leftStep, leftBase, wRight, rightStep, rightBase), integral);
    leftIntegral = f32x4.add(leftIntegral, reach(lowerAgain, leftTable, 1, fLeft));
    rightIntegral = f32x4.add(rightIntegral, reach(lowerAgain, rightTable, 1, f32x4.sub(f, fLeft)));

    if (points > 2) {
      f = v128.load(slot, 32);
      w = share(again, table, 2, on, was, lost, t2);
      wLeft = share(lowerAgain, leftTable, 2, leftOn, leftWas, leftLost, t2);
      wRight = share(lowerAgain, rightTable, 2, rightOn, rightWas, rightLost, t2);
      fLeft = f32x4.mul(f, w);
      integral = f32x4.relaxed_madd(reach(again, table, 2, f), climb(slot, 2, w, wLeft, leftStep, leftBase, wRight, rightStep, rightBase), integral);
      leftIntegral = f32x4.add(leftIntegral, reach(lowerAgain, leftTable, 2, fLeft));
      rightIntegral = f32x4.add(rightIntegral, reach(lowerAgain, rightTable, 2, f32x4.sub(f, fLeft)));
    }
    if (points > 3) {
      f = v128.load(slot, 48);
      w = share(again, table, 3, on, was, lost, t3);
      wLeft = share(lowerAgain, leftTable, 3, leftOn, leftWas, leftLost, t3);
      wRight = share(lowerAgain, rightTable, 3, rightOn, rightWas, rightLost, t3);
      fLeft = f32x4.mul(f, w);
      integral = f32x4.relaxed_madd(reach(again, table, 3, f), climb(slot, 3, w, wLeft, leftStep, leftBase, wRight, rightStep, rightBase), integral);
      leftIntegral = f32x4.add(leftIntegral, reach(lowerAgain, leftTable, 3, fLeft));
      rightIntegral = f32x4.add(rightIntegral, reach(lowerAgain, rightTable, 3, f32x4.sub(f, fLeft)));
    }

    addTo(sums, ask, difference(again, ask, on, was), integral);
    addTo(sums, leftAsk, f32x4.mul(difference(lowerAgain, leftAsk, leftOn, leftWas), leftStep), leftIntegral);
    addTo(sums, rightAsk, f32x4.mul(difference(lowerAgain, rightAsk, rightOn, rightWas), rightStep), rightIntegral);
    table += upperTable + 2 * lowerTable;
  }
}
