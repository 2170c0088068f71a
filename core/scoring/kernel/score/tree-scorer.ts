import type { z } from 'zod';
import type { TreeEnsemble } from '../../bundle.ts';
import { align16, groupRows, imageHeader } from './image.ts';
import { binsAt, instantiateScore } from './score-module.ts';

/** Raw scores by the kernel: bit for bit those of the plain engine. */
export interface TreeScorer {
  /** As `Ensemble.rawScores`. */
  rawScores(rows: Float32Array, out: Float64Array): void;
  /** The same for rows given column after column, `out.length` values each. */
  rawScoresOfColumns(columns: Float32Array, out: Float64Array): void;
}

/** Rows are handed over in parts of so many bytes: enough to forget the call, few enough to stay in the cache. */
const partBytes = 256 * 1024;

/** Up to so many rows, walking the trees row by row is quicker than a group of 64. */
const fewRows = 24;

/** Rows of one part: whole groups. */
export const rowsOfPart = (columnCount: number): number =>
  groupRows * Math.max(1, Math.floor(partBytes / (4 * groupRows * columnCount)));

/**
 * Puts a checked image to work.
 *
 * @returns undefined where WebAssembly with relaxed SIMD is missing
 */
export function createTreeScorer(
  image: Uint8Array,
  { base, aggregation }: Pick<z.infer<typeof TreeEnsemble>, 'base' | 'aggregation'>,
): TreeScorer | undefined {
  const header = new DataView(image.buffer, image.byteOffset, imageHeader.bytes);
  const columnCount = header.getUint32(imageHeader.columnCount, true);
  const most = rowsOfPart(columnCount);
  const model = align16(binsAt + groupRows * header.getUint32(imageHeader.binCount, true));
  const rowsAt = align16(model + image.length);
  const scratch = align16(rowsAt + 4 * most * columnCount + 16);
  const outAt = align16(scratch + 4 * groupRows * (columnCount + 3));
  const kernel = instantiateScore(outAt + 8 * most);
  if (kernel === undefined) return undefined;
  const { buffer } = kernel.memory;
  new Uint8Array(buffer).set(image, model);
  const rowsIn = new Float32Array(buffer, rowsAt, most * columnCount);
  const scoresOut = new Float64Array(buffer, outAt, most);
  const averaged = aggregation === 'mean' ? 1 : 0;

  return {
    rawScores(rows, out) {
      if (out.length <= fewRows) {
        for (let row = 0; row < out.length; row++) {
          rowsIn.set(rows.subarray(row * columnCount, (row + 1) * columnCount));
          out[row] = kernel.scoreOne(model, rowsAt, base, averaged);
        }
        return;
      }
      for (let from = 0; from < out.length; from += most) {
        const count = Math.min(most, out.length - from);
        rowsIn.set(rows.subarray(from * columnCount, (from + count) * columnCount));
        kernel.scoreRows(model, rowsAt, count, columnCount, scratch, base, averaged, outAt);
        out.set(scoresOut.subarray(0, count), from);
      }
    },

    rawScoresOfColumns(columns, out) {
      for (let from = 0; from < out.length; from += most) {
        const count = Math.min(most, out.length - from);
        const stride = count === out.length ? count : most;
        if (count === out.length) rowsIn.set(columns);
        else {
          for (let column = 0; column < columnCount; column++) {
            const start = column * out.length + from;
            rowsIn.set(columns.subarray(start, start + count), column * most);
          }
        }
        kernel.scoreColumns(model, rowsAt, 4 * stride, count, base, averaged, outAt);
        out.set(scoresOut.subarray(0, count), from);
      }
    },
  };
}
