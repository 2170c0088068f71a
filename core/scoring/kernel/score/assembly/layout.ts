/*
 * Addresses that the compiler knows, so that a bin is loaded without arithmetic on its address. Rows are worked on in
 * groups of 64: four steps of 16 lanes.
 *
 * Below 4096 lies nothing: the compiler may fold small constants into a load's offset only where low memory is unused.
 */

/** Leaf or exit that each row of the group has come to in one tree; u8[64]. */
export const AT: usize = 4096;
/** Bin of one feature, before it is split over bytes; u16[64]. */
export const WIDE: usize = 4160;
/** Cell of the grid that each row falls into; i32[64]. */
export const CELLS: usize = 4352;
/** Sums in float32; f32[64]. */
export const SUM: usize = 4608;
/** Sums of averaged trees; f64[64]. */
export const WIDE_SUM: usize = 4864;
/** Bins of the group, i8[column][64], biased by 128 because the signed comparison is one instruction. */
export const BINS: usize = 8192;

/** Rows of a group. */
export const GROUP: usize = 64;

/*
 * A step of 16 lanes as a type: its size is where the step begins in 64 bytes. Only so can an inlined function take an
 * offset that an instruction has built in.
 */
@unmanaged export class Step0 {}
@unmanaged export class Step1 {
  a: u64;
  b: u64;
}
@unmanaged export class Step2 {
  a: u64;
  b: u64;
  c: u64;
  d: u64;
}
@unmanaged export class Step3 {
  a: u64;
  b: u64;
  c: u64;
  d: u64;
  e: u64;
  f: u64;
}

/** Lane by lane `yes` where the mask is full, else `no`. Masks come from comparisons, so the relaxed form is exact. */
@inline
export function choose(mask: v128, yes: v128, no: v128): v128 {
  return i8x16.relaxed_laneselect(yes, no, mask);
}

/** 16 bytes looked up by 16 indexes, each below 16, which makes the relaxed form exact. */
@inline
export function lookUp(table: usize, index: v128): v128 {
  return i8x16.relaxed_swizzle(v128.load(table), index);
}
