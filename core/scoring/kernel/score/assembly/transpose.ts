/**
 * 64 rows of `width` float32 each to columns of 64 (256 bytes apart). Reads up to the next multiple of four columns, and
 * writes as many.
 */
export function transpose(rows: usize, width: usize, columns: usize): void {
  const bytes = width << 2;
  for (let row: usize = 0; row < 64; row += 4) {
    let from = rows + row * bytes;
    let to = columns + (row << 2);
    const end = from + bytes;
    for (; from < end; from += 16) {
      const a = v128.load(from);
      const b = v128.load(from + bytes);
      const c = v128.load(from + bytes * 2);
      const d = v128.load(from + bytes * 3);
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
      const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7);
      const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
      v128.store(to, i64x2.shuffle(ab, cd, 0, 2));
      v128.store(to, i64x2.shuffle(ab, cd, 1, 3), 256);
      v128.store(to, i64x2.shuffle(abHigh, cdHigh, 0, 2), 512);
      v128.store(to, i64x2.shuffle(abHigh, cdHigh, 1, 3), 768);
      to += 1024;
    }
  }
}
