import { AT, SUM, WIDE_SUM } from './layout';

/** Puts 16 float32, given as four planes of bytes (lowest first), in order and adds them to the step's sums. */
@inline
export function addPlanes<Step>(p0: v128, p1: v128, p2: v128, p3: v128): void {
  const a = i8x16.shuffle(p0, p1, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const b = i8x16.shuffle(p0, p1, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const c = i8x16.shuffle(p2, p3, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const d = i8x16.shuffle(p2, p3, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const to = SUM + (offsetof<Step>() << 2);
  v128.store(to, f32x4.add(v128.load(to), i16x8.shuffle(a, c, 0, 8, 1, 9, 2, 10, 3, 11)));
  v128.store(to + 16, f32x4.add(v128.load(to + 16), i16x8.shuffle(a, c, 4, 12, 5, 13, 6, 14, 7, 15)));
  v128.store(to + 32, f32x4.add(v128.load(to + 32), i16x8.shuffle(b, d, 0, 8, 1, 9, 2, 10, 3, 11)));
  v128.store(to + 48, f32x4.add(v128.load(to + 48), i16x8.shuffle(b, d, 4, 12, 5, 13, 6, 14, 7, 15)));
}

/** Adds to each row's sum the float32 of `values` that its byte in `AT` names. */
export function addNamed(values: usize): void {
  for (let row: usize = 0; row < 64; row += 4) {
    let leaf = v128.load32_zero(values + ((<usize>load<u8>(row, AT)) << 2));
    leaf = v128.load32_lane(values + ((<usize>load<u8>(row, AT + 1)) << 2), leaf, 1);
    leaf = v128.load32_lane(values + ((<usize>load<u8>(row, AT + 2)) << 2), leaf, 2);
    leaf = v128.load32_lane(values + ((<usize>load<u8>(row, AT + 3)) << 2), leaf, 3);
    const to = row << 2;
    v128.store(to, f32x4.add(v128.load(to, SUM), leaf), SUM);
  }
}

/** All sums to `start`. */
export function clear(start: f32): void {
  const all = f32x4.splat(start);
  for (let at: usize = 0; at < 256; at += 16) v128.store(at, all, SUM);
}

export function clearWide(): void {
  for (let at: usize = 0; at < 512; at += 16) v128.store(at, f64x2.splat(0), WIDE_SUM);
}

/** Moves one tree's leaves from the float32 sums to those in float64. */
export function widen(): void {
  for (let at: usize = 0; at < 256; at += 8) {
    const to = at << 1;
    const leaves = f64x2.promote_low_f32x4(v128.load64_zero(at, SUM));
    v128.store(to, f64x2.add(v128.load(to, WIDE_SUM), leaves), WIDE_SUM);
  }
  clear(0);
}
