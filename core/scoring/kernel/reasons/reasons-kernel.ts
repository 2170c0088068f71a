import { z } from 'zod';
import type { ExplainRows, TreesToExplain } from '../../trees-to-explain.ts';
import { askedColumns } from './asked-columns.ts';
import * as at from './layout.ts';
import { assignRoles, type NodeRoles, recordBytes, role } from './node-roles.ts';
import { reasonsWasm } from './wasm.generated.ts';
import { type Passes, passCountOf, writePasses } from './write-passes.ts';
import { treeBytesOf, treeWriter } from './write-tree.ts';

const Exports = z.object({
  memory: z.instanceof(WebAssembly.Memory),
  heapBase: z.custom<() => number>((found) => typeof found === 'function'),
  explain: z.custom<(head: number, rows: number) => void>((found) => typeof found === 'function'),
});

/** Rows of one call: a tree's tables serve them all, and their columns and sums stay in the cache. */
const rowsPerCall = 64;

const pageBytes = 65536;

let compiled: WebAssembly.Module | undefined;

/** The module, compiled at its first use; undefined where the runtime lacks relaxed SIMD. */
function reasonsModule(): WebAssembly.Module | undefined {
  try {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(reasonsWasm), (char) => char.charCodeAt(0)));
    return compiled;
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}

/** Makes the memory so many bytes long. @returns false where there is not so much */
function growTo(memory: WebAssembly.Memory, bytes: number): boolean {
  const pages = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
  try {
    if (pages > 0) memory.grow(pages);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Bytes that a pass over a tree works in, at most. */
function workspaceOf({ counts }: NodeRoles, tree: number): { slotBytes: number; tableBytes: number } {
  const count = counts.subarray(tree * recordBytes.length, (tree + 1) * recordBytes.length);
  const triples = count.subarray(role.triple, role.pair).reduce((sum, some) => sum + some, 0);
  const single = count[role.upper]! + count[role.pair]!;
  return {
    slotBytes: (triples + single + count[role.leaf]!) * at.slotBytes,
    tableBytes: (3 * triples + single) * at.tableAgainBytes,
  };
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

/**
 * Makes the kernel for a model, which adds to `out`; undefined where the runtime lacks relaxed SIMD, or the memory that
 * the model needs.
 */
export function createReasonsKernel({ trees, plan, chosen, scale, columns }: TreesToExplain): ExplainRows | undefined {
  const module = reasonsModule();
  if (module === undefined) return undefined;
  const { columnCount, featureCount, featureOfColumn } = columns;
  const { memory, heapBase, explain } = Exports.parse(new WebAssembly.Instance(module).exports);
  const asked = askedColumns(trees, columnCount);
  const nodes = assignRoles(trees, plan);
  const pointsOf = (tree: number): number => plan.quadratures[tree]!.points.length;
  const needs = chosen.map((tree) => workspaceOf(nodes, tree));

  const allocate = allocator(heapBase());
  const head = allocate(at.headBytes);
  const onesPlace = allocate(at.vectorBytes);
  const passPlaces = new Map<number, number>();
  for (const points of new Set(chosen.map(pointsOf))) {
    passPlaces.set(points, allocate(passCountOf(points) * at.pointBytes));
  }
  const askedPlace = allocate(asked.columns.length * at.askedBytes);
  const treesPlace = allocate(chosen.reduce((sum, tree) => sum + treeBytesOf(nodes, tree), 0));
  const slotsPlace = allocate(needs.reduce((most, { slotBytes }) => Math.max(most, slotBytes), 0));
  const tablesPlace = allocate(needs.reduce((most, { tableBytes }) => Math.max(most, tableBytes), 0));
  const blocksPlace = allocate((rowsPerCall / at.lanes) * asked.columns.length * at.vectorBytes);
  const sumsPlace = allocate((rowsPerCall / at.lanes) * featureCount * at.vectorBytes);
  const rowsPlace = allocate(4 * rowsPerCall * columnCount);
  const outPlace = allocate(8 * rowsPerCall * featureCount);
  if (!growTo(memory, allocate(0))) return undefined;

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
  view.setFloat64(head + at.headScale, scale, true);
  for (let lane = 0; lane < at.lanes; lane++) view.setFloat32(onesPlace + 4 * lane, 1, true);
  for (const [i, { column, missing }] of asked.columns.entries()) {
    view.setUint32(askedPlace + i * at.askedBytes + at.askedColumn, column, true);
    view.setFloat32(askedPlace + i * at.askedBytes + at.askedMissing, missing, true);
  }
  const passes = new Map<number, Passes>();
  for (const [points, place] of passPlaces) passes.set(points, writePasses(view, place, points));
  const write = treeWriter(memory.buffer, { trees, plan, nodes, asked, featureOfColumn, slotsPlace, onesPlace });
  let next = treesPlace;
  for (const tree of chosen) next = write(next, tree, passes.get(pointsOf(tree))!);

  const rowsIn = new Float32Array(memory.buffer, rowsPlace, rowsPerCall * columnCount);
  const sumsOut = new Float64Array(memory.buffer, outPlace, rowsPerCall * featureCount);
  return (rows, out) => {
    const rowCount = rows.length / columnCount;
    for (let from = 0; from < rowCount; from += rowsPerCall) {
      const count = Math.min(rowsPerCall, rowCount - from);
      rowsIn.set(rows.subarray(from * columnCount, (from + count) * columnCount));
      explain(head, count);
      const start = from * featureCount;
      for (let i = 0; i < count * featureCount; i++) out[start + i]! += sumsOut[i]!;
    }
  };
}
