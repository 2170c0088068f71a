import { z } from 'zod';
import type { ExplainRows, TreesToExplain } from '../../trees-to-explain.ts';
import { askedColumns } from './asked-columns.ts';
import * as at from './layout.ts';
import { shapeOfTree, type TreeShape } from './tree-shape.ts';
import { reasonsWasm } from './wasm.generated.ts';
import { type Passes, passCountOf, writePasses } from './write-passes.ts';
import { type TreeSource, treeBytesOf, writeTree } from './write-tree.ts';

const Exports = z.object({
  memory: z.instanceof(WebAssembly.Memory),
  heapBase: z.custom<() => number>((found) => typeof found === 'function'),
  explain: z.custom<(head: number, rows: number) => void>((found) => typeof found === 'function'),
});

/** Rows of one call: a tree's tables serve them all, and their columns and sums stay in the cache. */
const rowsPerCall = 64;

const pageBytes = 65536;

let compiled: WebAssembly.Module | undefined;

/** Compiles the module at its first use. @throws {WebAssembly.CompileError} where relaxed SIMD is missing */
function reasonsModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(reasonsWasm), (char) => char.charCodeAt(0)));
  return compiled;
}

/** Hands out places one after the other, each on a cache line of its own. */
function allocator(from: number): (bytes: number) => number {
  let next = from;
  return (bytes) => {
    const place = Math.ceil(next / 64) * 64;
    next = place + bytes;
    return place;
  };
}

/** Makes the kernel for a model; undefined where the runtime lacks relaxed SIMD or the memory. */
export function createReasonsKernel(model: TreesToExplain): ExplainRows | undefined {
  try {
    return makeKernel(model);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function makeKernel(model: TreesToExplain): ExplainRows {
  const { trees, plan, chosen } = model;
  const { columnCount, featureCount, featureOfColumn } = model.columns;
  const instance = new WebAssembly.Instance(reasonsModule());
  const { memory, heapBase, explain } = Exports.parse(instance.exports);
  const asked = askedColumns(trees, columnCount);
  const shapes = chosen.map((tree) => ({ tree, shape: shapeOfTree(trees, tree) }));
  const largest = (measure: (shape: TreeShape) => number): number =>
    shapes.reduce((most, { shape }) => Math.max(most, measure(shape)), 0);
  const pointCounts = [...new Set(chosen.map((tree) => plan.quadratures[tree]!.points.length))];

  const allocate = allocator(heapBase());
  const head = allocate(at.headBytes);
  const onesPlace = allocate(at.vectorBytes);
  const passPlaces = new Map(pointCounts.map((points) => [points, allocate(passCountOf(points) * at.pointBytes)]));
  const askedPlace = allocate(asked.columns.length * at.askedBytes);
  const slotsPlace = allocate(largest(({ slotCount }) => slotCount) * at.slotBytes);
  const tablesPlace = allocate(
    largest(({ counts }) => (counts.upper + 3 * counts.triple + counts.pair) * at.tableAgainBytes),
  );
  const blocksPlace = allocate((rowsPerCall / at.lanes) * asked.columns.length * at.vectorBytes);
  const sumsPlace = allocate((rowsPerCall / at.lanes) * featureCount * at.vectorBytes);
  const rowsPlace = allocate(4 * rowsPerCall * columnCount);
  const outPlace = allocate(8 * rowsPerCall * featureCount);
  const treesPlace = allocate(shapes.reduce((sum, { shape }) => sum + treeBytesOf(shape), 0));
  memory.grow(Math.ceil(allocate(0) / pageBytes) - memory.buffer.byteLength / pageBytes);

  const view = new DataView(memory.buffer);
  const words: readonly (readonly [place: number, value: number])[] = [
    [at.headTrees, treesPlace],
    [at.headTreeCount, chosen.length],
    [at.headAsked, askedPlace],
    [at.headAskedCount, asked.columns.length],
    [at.headColumnCount, columnCount],
    [at.headFeatureCount, featureCount],
    [at.headRows, rowsPlace],
    [at.headBlocks, blocksPlace],
    [at.headSums, sumsPlace],
    [at.headSlots, slotsPlace],
    [at.headTables, tablesPlace],
    [at.headOut, outPlace],
  ];
  for (const [place, value] of words) view.setUint32(head + place, value, true);
  view.setFloat64(head + at.headScale, model.scale, true);
  for (let lane = 0; lane < at.lanes; lane++) view.setFloat32(onesPlace + 4 * lane, 1, true);
  for (const [i, { column, missing }] of asked.columns.entries()) {
    view.setUint32(askedPlace + i * at.askedBytes + at.askedColumn, column, true);
    view.setFloat32(askedPlace + i * at.askedBytes + at.askedMissing, missing, true);
  }
  const passes = new Map<number, Passes>();
  for (const [points, place] of passPlaces) passes.set(points, writePasses(view, place, points));
  const source: TreeSource = { trees, plan, featureOfColumn, asked, slotsPlace, onesPlace };
  let next = treesPlace;
  for (const { tree, shape } of shapes) {
    writeTree(view, next, source, shape, passes.get(plan.quadratures[tree]!.points.length)!);
    next += treeBytesOf(shape);
  }

  const rowsIn = new Float32Array(memory.buffer, rowsPlace, rowsPerCall * columnCount);
  const sumsOut = new Float64Array(memory.buffer, outPlace, rowsPerCall * featureCount);
  return (rows, out) => {
    const rowCount = rows.length / columnCount;
    for (let from = 0; from < rowCount; from += rowsPerCall) {
      const count = Math.min(rowsPerCall, rowCount - from);
      rowsIn.set(rows.subarray(from * columnCount, (from + count) * columnCount));
      explain(head, count);
      out.set(sumsOut.subarray(0, count * featureCount), from * featureCount);
    }
  };
}
