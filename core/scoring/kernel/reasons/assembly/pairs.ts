import * as at from '../layout';
import { addTo, difference, reach, satisfied, satisfiedAbove, share, shareIfLost } from './question';

/** At one point: S of a question above two leaves. @returns F as the integral takes it */
// @ts-ignore: decorator
@inline
function climb(slot: usize, point: usize, table: usize, w: v128, step: v128, base: v128): v128 {
  v128.store(slot + 16 * point, f32x4.relaxed_madd(w, step, base), at.slotS);
  return reach(true, table, point, v128.load(slot + 16 * point));
}

/** Questions above two leaves that no triple takes in; few, so all are treated as if their column had been asked for above. */
// @ts-ignore: decorator
@inline
export function explainPairs(
  points: i32, first: usize, count: u32, firstTable: usize, x: usize, sums: usize, t0: v128, t1: v128, t2: v128, t3: v128,
): void {
  const end = first + count * at.pairBytes;
  let table = firstTable;
  for (let pair = first; pair < end; pair += at.pairBytes) {
    const slot: usize = load<u32>(pair, at.pairSlot);
    const ask = pair + at.pairAsk;
    const was = satisfiedAbove(true, ask);
    const on = satisfied(ask, x, was);
    const lost = shareIfLost(true, ask);
    const step = v128.load_splat<f32>(ask, at.askStep);
    const base = v128.load_splat<f32>(ask, at.askBase);
    let integral = climb(slot, 0, table, share(true, table, 0, on, was, lost, t0), step, base);
    integral = f32x4.add(integral, climb(slot, 1, table, share(true, table, 1, on, was, lost, t1), step, base));
    if (points > 2) integral = f32x4.add(integral, climb(slot, 2, table, share(true, table, 2, on, was, lost, t2), step, base));
    if (points > 3) integral = f32x4.add(integral, climb(slot, 3, table, share(true, table, 3, on, was, lost, t3), step, base));
    addTo(sums, ask, f32x4.mul(difference(true, ask, on, was), step), integral);
    table += at.tableAgainBytes;
  }
}
