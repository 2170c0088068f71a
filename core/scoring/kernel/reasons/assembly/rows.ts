import * as at from '../layout';

/** Rearranges rows into blocks of one vector a column, with what stands for missing values; rows past the last are zeros. */
export function fillBlocks(head: usize, first: usize, rows: usize, blocks: usize): void {
  const asked: usize = load<u32>(head, at.headAsked);
  const askedEnd = asked + load<u32>(head, at.headAskedCount) * at.askedBytes;
  const rowBytes: usize = 4 * load<u32>(head, at.headColumnCount);
  const firstRow = load<u32>(head, at.headRows) + first * rowBytes;
  const end = firstRow + rows * rowBytes;
  let place: usize = load<u32>(head, at.headBlocks);
  for (let block: usize = 0; block < blocks; block++) {
    const row = firstRow + block * at.lanes * rowBytes;
    for (let one = asked; one < askedEnd; one += at.askedBytes) {
      let value = row + 4 * load<u32>(one, at.askedColumn);
      const missing = load<f32>(one, at.askedMissing);
      for (let lane = 0; lane < at.lanes; lane++) {
        const x = value < end ? load<f32>(value) : 0;
        store<f32>(place + 4 * lane, x == x ? x : missing);
        value += rowBytes;
      }
      place += at.vectorBytes;
    }
  }
}

/** Takes blocks from columns; what is past the last row is anything. */
export function fillBlocksOfColumns(head: usize, first: usize, stride: usize, blocks: usize): void {
  const askedCount: usize = load<u32>(head, at.headAskedCount);
  const columns = load<u32>(head, at.headRows) + 4 * first;
  let asked: usize = load<u32>(head, at.headAsked);
  let place: usize = load<u32>(head, at.headBlocks);
  for (let left = askedCount; left > 0; left--) {
    const values = columns + 4 * stride * load<u32>(asked, at.askedColumn);
    const missing = v128.load_splat<f32>(asked, at.askedMissing);
    let to = place;
    for (let block: usize = 0; block < blocks; block++) {
      const x = v128.load(values + block * at.vectorBytes);
      v128.store(to, v128.bitselect(x, missing, f32x4.eq(x, x)));
      to += askedCount * at.vectorBytes;
    }
    asked += at.askedBytes;
    place += at.vectorBytes;
  }
}

/** Adds the float32 sums to the float64 results, row after row, and begins the sums anew. */
export function flushSums(head: usize, rows: usize): void {
  const features: usize = load<u32>(head, at.headFeatureCount);
  const scale = load<f64>(head, at.headScale);
  const sums: usize = load<u32>(head, at.headSums);
  let out: usize = load<u32>(head, at.headOut);
  for (let row: usize = 0; row < rows; row++) {
    let sum = sums + (row / at.lanes) * features * at.vectorBytes + 4 * (row % at.lanes);
    for (let feature: usize = 0; feature < features; feature++) {
      store<f64>(out, load<f64>(out) + scale * <f64>load<f32>(sum));
      sum += at.vectorBytes;
      out += 8;
    }
  }
  const blocks = (rows + at.lanes - 1) / at.lanes;
  memory.fill(sums, 0, blocks * features * at.vectorBytes);
}
