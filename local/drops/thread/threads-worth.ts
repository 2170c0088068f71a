import type { Engine } from '../../../core/scoring/engine.ts';
import { usableCores } from './usable-cores.ts';

// Measured with the benchmarks' million customers; rough, for a file that another guess would serve nearly as well.
/** Rows are reckoned to be about so long, bytes. */
const rowBytes = 128;
/** Reading a row and writing its line, seconds. */
const secondsPerLine = 0.7e-6;
/** Finding where rows begin before threads can share them out, seconds a row. */
const secondsPerCut = 0.1e-6;
/** Until a thread has loaded program and model, and its code is compiled, seconds. */
const startSeconds = 1;
/** Cores at work together are slower, by the memory that they share. */
const slowdown = 1.15;
/** Of the time of one thread, which several have to stay below: they take more of everything else. */
const worthShare = 0.8;

/** Rows whose scoring is timed, and how often: some milliseconds at most. The quickest time counts, the first has to compile. */
const timedRows = 256;
const timedRounds = 4;

/** How many threads score a file of plain CSV soonest: one, unless file or model are large. */
export function threadsWorth(engine: Engine, reasons: boolean, sizeBytes: number, cores = usableCores()): number {
  const rows = sizeBytes / rowBytes;
  const aloneSeconds = rows * (secondsPerLine + secondsPerRow(engine, reasons));
  const togetherSeconds = startSeconds + rows * secondsPerCut + (slowdown * aloneSeconds) / cores;
  return togetherSeconds < worthShare * aloneSeconds ? cores : 1;
}

function secondsPerRow({ bundle: { ensemble } }: Engine, reasons: boolean): number {
  const columns = new Float32Array(ensemble.columnCount * timedRows);
  const contributions = new Float64Array(ensemble.featureCount * timedRows);
  let leastMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < timedRounds; round++) {
    const startedMs = performance.now();
    ensemble.rawScoresOfColumns(columns, new Float64Array(timedRows));
    if (reasons) ensemble.contributionsOfColumns(columns, contributions);
    leastMs = Math.min(leastMs, performance.now() - startedMs);
  }
  return leastMs / 1000 / timedRows;
}
