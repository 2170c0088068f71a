/**
 * Raw scores of a linear model for 64 rows, given as columns of 64 float32 (256 bytes apart). A lane is a row, so every
 * row's terms are added one by one in the order of the columns, in float64: bit for bit what a plain loop adds.
 *
 * @param out - f64[64]
 */
export function linear(columns: usize, coefficients: usize, count: usize, intercept: f64, out: usize): void {
  for (let row: usize = 0; row < 64; row += 8) {
    let a = f64x2.splat(intercept);
    let b = a;
    let c = a;
    let d = a;
    let x = columns + (row << 2);
    for (let i: usize = 0; i < count; i++) {
      const by = v128.load64_splat(coefficients + (i << 3));
      a = f64x2.add(a, f64x2.mul(by, f64x2.promote_low_f32x4(v128.load64_zero(x))));
      b = f64x2.add(b, f64x2.mul(by, f64x2.promote_low_f32x4(v128.load64_zero(x, 8))));
      c = f64x2.add(c, f64x2.mul(by, f64x2.promote_low_f32x4(v128.load64_zero(x, 16))));
      d = f64x2.add(d, f64x2.mul(by, f64x2.promote_low_f32x4(v128.load64_zero(x, 24))));
      x += 256;
    }
    const to = out + (row << 3);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}
