// What one node's question gives, for four rows at once. See core/scoring/tree-shap.ts for the mathematics; `again` says
// that the node's column was asked for further up.
import * as at from '../layout';

/** 1 in the lanes of rows that satisfy the question and, where its column was asked for above, satisfied that too. */
// @ts-ignore: decorator
@inline
export function satisfied(ask: usize, x: usize, was: v128): v128 {
  const value = v128.load(x + load<u32>(ask, at.askX));
  return v128.and(f32x4.lt(value, v128.load_splat<f32>(ask, at.askThreshold)), was);
}

/** 1 in the lanes of rows that satisfied the question above about the same column. */
// @ts-ignore: decorator
@inline
export function satisfiedAbove(again: bool, ask: usize): v128 {
  return again ? v128.load(load<u32>(ask, at.askWas)) : f32x4.splat(1);
}

/** Share of F that goes left where the column's question above was not satisfied. */
// @ts-ignore: decorator
@inline
export function shareIfLost(again: bool, ask: usize): v128 {
  return again ? v128.load_splat<f32>(ask, at.askShare) : f32x4.splat(0);
}

/** Share of F that goes left at a point: t·o + (1 − t)·z, relative to the factor above if the column had one. */
// @ts-ignore: decorator
@inline
export function share(again: bool, table: usize, point: usize, on: v128, was: v128, lost: v128, t: v128): v128 {
  const off = v128.load_splat<f32>(table + 4 * point);
  if (!again) return f32x4.relaxed_madd(on, t, off);
  const gain = v128.load_splat<f32>(table + 4 * point, at.tableGain);
  return f32x4.relaxed_madd(on, gain, f32x4.relaxed_madd(was, off, lost));
}

/** F as the integral takes it: over the square of the factor above if the column had one. */
// @ts-ignore: decorator
@inline
export function reach(again: bool, table: usize, point: usize, f: v128): v128 {
  return again ? f32x4.mul(f, v128.load_splat<f32>(table + 4 * point, at.tableFactor)) : f;
}

/** o − z; where the column was asked for above o·(z above) − z, and 0 in lanes that had not satisfied it. */
// @ts-ignore: decorator
@inline
export function difference(again: bool, ask: usize, on: v128, was: v128): v128 {
  const z = v128.load_splat<f32>(ask, at.askZ);
  if (!again) return f32x4.sub(on, z);
  return f32x4.sub(f32x4.mul(on, v128.load_splat<f32>(ask, at.askZBefore)), f32x4.mul(was, z));
}

/** Adds an integral to the sums of the question's feature. */
// @ts-ignore: decorator
@inline
export function addTo(sums: usize, ask: usize, difference: v128, integral: v128): void {
  const place = sums + load<u32>(ask, at.askSum);
  v128.store(place, f32x4.relaxed_madd(difference, integral, v128.load(place)));
}
