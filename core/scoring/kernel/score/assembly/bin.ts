import { BINS, CELLS, WIDE } from './layout';

/*
 * The bin of a value is the number of its feature's thresholds that are not above it, so `x < threshold j` is exactly
 * `bin ≤ j`. NaN is above no threshold: bin 0. Thresholds are ascending float32, followed by NaN to read past the end.
 *
 * A feature takes up to two kinds of column: one in which a missing value is the lowest bin, for nodes that send it left,
 * and one in which it is the highest. 254 thresholds fit into a column; a feature with more takes several of each kind.
 *
 * In memory, a feature is twelve words: encoded column; number of thresholds and where they are; method; the grid: where
 * it is, its origin and scale (float32), last cell, comparisons needed; first column of each kind (-1: none); columns of
 * a kind. Places are relative to the model.
 */
const FEATURE_BYTES: usize = 48;
const SLICE: i16 = 254;

const COMPARE: u32 = 0;
const GRID: u32 = 1;

/** Few thresholds: each is compared with all rows. */
function compareAll(x: usize, thresholds: usize, count: u32): void {
  const end = thresholds + (<usize>count << 2);
  for (let row: usize = 0; row < 64; row += 16) {
    const at = x + (row << 2);
    const x0 = v128.load(at);
    const x1 = v128.load(at, 16);
    const x2 = v128.load(at, 32);
    const x3 = v128.load(at, 48);
    let n0 = i32x4.splat(0);
    let n1 = n0;
    let n2 = n0;
    let n3 = n0;
    for (let place = thresholds; place < end; place += 4) {
      const t = v128.load32_splat(place);
      n0 = i32x4.sub(n0, f32x4.ge(x0, t));
      n1 = i32x4.sub(n1, f32x4.ge(x1, t));
      n2 = i32x4.sub(n2, f32x4.ge(x2, t));
      n3 = i32x4.sub(n3, f32x4.ge(x3, t));
    }
    v128.store(row << 1, i16x8.narrow_i32x4_u(n0, n1), WIDE);
    v128.store(row << 1, i16x8.narrow_i32x4_u(n2, n3), WIDE + 16);
  }
}

/** A cell of the grid says how many thresholds lie in cells before it; those in the cell are compared. */
function byGrid(x: usize, thresholds: usize, grid: usize, origin: f32, scale: f32, last: i32, rounds: i32): void {
  const from = f32x4.splat(origin);
  const by = f32x4.splat(scale);
  const lastCell = i32x4.splat(last);
  const zero = i32x4.splat(0);
  for (let row: usize = 0; row < 64; row += 4) {
    const at = row << 2;
    const cell = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(v128.load(x + at), from), by));
    v128.store(at, i32x4.min_s(i32x4.max_s(cell, zero), lastCell), CELLS);
  }
  if (rounds == 1) {
    for (let row: usize = 0; row < 64; row++) {
      const start = <usize>load<u16>(grid + (<usize>load<u32>(row << 2, CELLS) << 1));
      const t = thresholds + (start << 2);
      store<u16>(row << 1, start + <usize>(load<f32>(t) <= load<f32>(x + (row << 2))), WIDE);
    }
    return;
  }
  if (rounds == 2) {
    for (let row: usize = 0; row < 64; row++) {
      const start = <usize>load<u16>(grid + (<usize>load<u32>(row << 2, CELLS) << 1));
      const t = thresholds + (start << 2);
      const value = load<f32>(x + (row << 2));
      store<u16>(row << 1, start + <usize>(load<f32>(t) <= value) + <usize>(load<f32>(t, 4) <= value), WIDE);
    }
    return;
  }
  for (let row: usize = 0; row < 64; row++) {
    let bin = <usize>load<u16>(grid + (<usize>load<u32>(row << 2, CELLS) << 1));
    const t = thresholds + (bin << 2);
    const value = load<f32>(x + (row << 2));
    for (let round = 0; round < rounds; round++) bin += <usize>(load<f32>(t + (<usize>round << 2)) <= value);
    store<u16>(row << 1, bin, WIDE);
  }
}

/** Crowded thresholds: halving, with the same steps for every row. */
function bySearch(x: usize, thresholds: usize, count: u32): void {
  const first: u32 = 1 << (31 - clz(count));
  for (let row: usize = 0; row < 64; row++) {
    const value = load<f32>(x + (row << 2));
    let bin: u32 = 0;
    for (let step = first; step > 0; step >>= 1) {
      const t = load<f32>(thresholds + (<usize>(bin + step - 1) << 2));
      bin += step & -(<u32>(t <= value));
    }
    store<u16>(row << 1, bin, WIDE);
  }
}

/** 16 bins of one slice, biased. */
@inline
function slice(row: usize, base: v128): v128 {
  const most = i16x8.splat(SLICE);
  const low = i16x8.min_u(i16x8.sub_sat_u(v128.load(row << 1, WIDE), base), most);
  const high = i16x8.min_u(i16x8.sub_sat_u(v128.load(row << 1, WIDE + 16), base), most);
  return v128.xor(i8x16.narrow_i16x8_u(low, high), i8x16.splat(-128));
}

/** Full where the value is missing. */
@inline
function missing(x: usize): v128 {
  const a = v128.load(x);
  const b = v128.load(x, 16);
  const c = v128.load(x, 32);
  const d = v128.load(x, 48);
  const low = i16x8.narrow_i32x4_s(f32x4.ne(a, a), f32x4.ne(b, b));
  return i8x16.narrow_i16x8_s(low, i16x8.narrow_i32x4_s(f32x4.ne(c, c), f32x4.ne(d, d)));
}

/** Writes a feature's columns from its bins. */
function split(x: usize, lowest: i32, highest: i32, slices: i32): void {
  for (let part = 0; part < slices; part++) {
    const base = i16x8.splat(<i16>(part * SLICE));
    for (let row: usize = 0; row < 64; row += 16) {
      const bins = slice(row, base);
      if (lowest >= 0) v128.store((<usize>(lowest + part) << 6) + row, bins, BINS);
      if (highest >= 0) {
        const known = choose127(missing(x + (row << 2)), bins);
        v128.store((<usize>(highest + part) << 6) + row, known, BINS);
      }
    }
  }
}

/** The highest bin where the mask is full. */
@inline
function choose127(mask: v128, bins: v128): v128 {
  return v128.bitselect(i8x16.splat(127), bins, mask);
}

/**
 * Bins of 64 rows for all features.
 *
 * @param columns - float32, column after column, `stride` bytes apart
 */
export function binGroup(model: usize, features: usize, count: u32, columns: usize, stride: usize): void {
  const end = features + <usize>count * FEATURE_BYTES;
  for (let feature = features; feature < end; feature += FEATURE_BYTES) {
    const x = columns + <usize>load<u32>(feature) * stride;
    const thresholdCount = load<u32>(feature, 4);
    const thresholds = model + <usize>load<u32>(feature, 8);
    const method = load<u32>(feature, 12);
    if (method == COMPARE) compareAll(x, thresholds, thresholdCount);
    else if (method == GRID) {
      const grid = model + <usize>load<u32>(feature, 16);
      const last = load<i32>(feature, 28);
      byGrid(x, thresholds, grid, load<f32>(feature, 20), load<f32>(feature, 24), last, load<i32>(feature, 32));
    } else bySearch(x, thresholds, thresholdCount);
    split(x, load<i32>(feature, 36), load<i32>(feature, 40), load<i32>(feature, 44));
  }
}

function binOne(model: usize, feature: usize, value: f32): u32 {
  const count = load<u32>(feature, 4);
  const thresholds = model + <usize>load<u32>(feature, 8);
  const method = load<u32>(feature, 12);
  let bin: u32 = 0;
  if (method == COMPARE) {
    for (let i: usize = 0; i < <usize>count; i++) bin += <u32>(load<f32>(thresholds + (i << 2)) <= value);
  } else if (method == GRID) {
    const cell = <i32>((value - load<f32>(feature, 20)) * load<f32>(feature, 24));
    const kept = min(max(cell, 0), load<i32>(feature, 28));
    bin = load<u16>(model + <usize>load<u32>(feature, 16) + (<usize>kept << 1));
    const t = thresholds + (<usize>bin << 2);
    const rounds = load<u32>(feature, 32);
    for (let i: usize = 0; i < <usize>rounds; i++) bin += <u32>(load<f32>(t + (i << 2)) <= value);
  } else {
    for (let step: u32 = 1 << (31 - clz(count)); step > 0; step >>= 1) {
      bin += step & -(<u32>(load<f32>(thresholds + (<usize>(bin + step - 1) << 2)) <= value));
    }
  }
  return bin;
}

/** Bins of one row of float32, in lane 0. */
export function binRow(model: usize, features: usize, count: u32, row: usize): void {
  const end = features + <usize>count * FEATURE_BYTES;
  for (let feature = features; feature < end; feature += FEATURE_BYTES) {
    const value = load<f32>(row + (<usize>load<u32>(feature) << 2));
    const bin = <i32>binOne(model, feature, value);
    const lowest = load<i32>(feature, 36);
    const highest = load<i32>(feature, 40);
    const slices = load<i32>(feature, 44);
    for (let part = 0; part < slices; part++) {
      const own = min(max(bin - part * SLICE, 0), SLICE) - 128;
      if (lowest >= 0) store<i8>(<usize>(lowest + part) << 6, own, BINS);
      if (highest >= 0) store<i8>(<usize>(highest + part) << 6, value == value ? own : 127, BINS);
    }
  }
}
