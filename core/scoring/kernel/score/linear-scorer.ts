import { align16, groupRows } from './image.ts';
import { binsAt, instantiateScore } from './score-module.ts';
import { rowsOfPart, type TreeScorer } from './tree-scorer.ts';

/**
 * Raw scores of a linear model. A lane is a row, so the terms are added in the order in which the plain engine adds
 * them, in float64: the sums are bit for bit the same.
 *
 * @returns undefined where WebAssembly with relaxed SIMD is missing
 */
export function createLinearScorer(
  coefficients: readonly number[],
  intercept: number,
): Pick<TreeScorer, 'rawScores'> | undefined {
  const width = coefficients.length;
  const most = rowsOfPart(width);
  const rowsAt = align16(binsAt + 8 * width);
  const scratch = align16(rowsAt + 4 * most * width + 16);
  const outAt = align16(scratch + 4 * groupRows * (width + 3));
  const kernel = instantiateScore(outAt + 8 * most);
  if (kernel === undefined) return undefined;
  const { buffer } = kernel.memory;
  new Float64Array(buffer, binsAt, width).set(coefficients);
  const rowsIn = new Float32Array(buffer, rowsAt, most * width);
  const scoresOut = new Float64Array(buffer, outAt, most);
  return {
    rawScores(rows, out) {
      for (let from = 0; from < out.length; from += most) {
        const count = Math.min(most, out.length - from);
        rowsIn.set(rows.subarray(from * width, (from + count) * width));
        kernel.linearRows(rowsAt, count, width, scratch, binsAt, intercept, outAt);
        out.set(scoresOut.subarray(0, count), from);
      }
    },
  };
}
