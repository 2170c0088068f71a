import { binMethods } from './image.ts';

/** A grid over a feature's values: for each cell, how many thresholds lie in cells before it. */
export interface Grid {
  readonly origin: number;
  readonly scale: number;
  readonly starts: Uint16Array;
  /** Most thresholds in a cell: comparisons that settle the rest. */
  readonly rounds: number;
}

/** How a value's bin is found among its feature's thresholds. */
export type BinMethod =
  | { readonly kind: typeof binMethods.compare | typeof binMethods.search }
  | { readonly kind: typeof binMethods.grid; readonly grid: Grid };

/** With so many thresholds, comparing 16 rows with each is quickest. */
const mostCompared = 12;

const gridSizes = [64, 128, 256, 512, 1024, 2048];

/** Comparisons in a cell that are cheap, and that are still better than halving. */
const fewRounds = 2;
const mostRounds = 8;

/** Counts of one grid. Cells are computed in float32 as the kernel does, so that it never matters how they round. */
function gridOf(thresholds: Float32Array, cells: number): Grid | undefined {
  const finite = thresholds.filter((threshold) => Number.isFinite(threshold));
  const origin = finite[0] ?? 0;
  const width = Math.fround((finite.at(-1) ?? 0) - origin);
  const scale = Math.fround(cells / width);
  // A subnormal scale would lose the order of cells; an infinite one has none.
  if (!(scale >= 2 ** -126 && scale < Number.POSITIVE_INFINITY)) return undefined;
  const counts = new Uint32Array(cells);
  for (const threshold of thresholds) {
    const cell = Math.trunc(Math.fround(Math.fround(threshold - origin) * scale));
    counts[Math.min(Math.max(cell, 0), cells - 1)]!++;
  }
  const starts = new Uint16Array(cells);
  for (let cell = 1; cell < cells; cell++) starts[cell] = starts[cell - 1]! + counts[cell - 1]!;
  return { origin, scale, starts, rounds: counts.reduce((most, count) => Math.max(most, count)) };
}

/** Chooses by what is quickest for these thresholds. All methods find the same bin. */
export function binMethodOf(thresholds: Float32Array): BinMethod {
  if (thresholds.length <= mostCompared) return { kind: binMethods.compare };
  let best: Grid | undefined;
  for (const cells of gridSizes) {
    const grid = gridOf(thresholds, cells);
    if (grid === undefined) break;
    best = grid;
    if (grid.rounds <= fewRounds) break;
  }
  if (best === undefined || best.rounds > mostRounds) return { kind: binMethods.search };
  return { kind: binMethods.grid, grid: best };
}

/** NaN behind the thresholds, so that both the last comparisons of a cell and halving may read past their end. */
export function paddedThresholds(thresholds: Float32Array): Float32Array {
  const halving = 2 ** Math.ceil(Math.log2(thresholds.length + 1)) - 1;
  const padded = new Float32Array(Math.max(halving, thresholds.length + mostRounds)).fill(Number.NaN);
  padded.set(thresholds);
  return padded;
}
