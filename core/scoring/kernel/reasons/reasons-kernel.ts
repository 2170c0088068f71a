import { growTo, offers, wasmModule } from '../../../wasm/wasm.ts';
import type { ExplainRows } from '../../trees-to-explain.ts';
import * as at from './layout.ts';
import { reasonsWasm } from './wasm.generated.ts';

/** What the module offers; the assembly's index.ts says what the numbers mean. */
interface ReasonsModule {
  readonly memory: WebAssembly.Memory;
  prepare(this: void, head: number): void;
  explain(this: void, head: number, first: number, rows: number, stride: number): void;
}

const isReasonsModule = (exports: object): exports is ReasonsModule => offers(exports, ['prepare', 'explain']);

const reasonsModule = wasmModule(reasonsWasm);

/** Makes the memory so many bytes long. @returns false where there is not so much */
function hasRoom(memory: WebAssembly.Memory, bytes: number): boolean {
  try {
    growTo(memory, bytes);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * Puts an image of `buildReasonsImage` to work; what it explains takes the place of what `out` held.
 *
 * @returns undefined where the runtime lacks relaxed SIMD, or the memory that the model needs
 */
export function openReasonsKernel(image: Uint8Array): ExplainRows | undefined {
  const module = reasonsModule();
  if (module === undefined) return undefined;
  const { exports } = new WebAssembly.Instance(module);
  if (!isReasonsModule(exports)) throw new Error('the reasons kernel is of another source: npm run build:kernels');
  const { memory, prepare, explain } = exports;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const head = (place: number): number => view.getUint32(place, true);
  if (!hasRoom(memory, head(at.headMemory))) return undefined;
  new Uint8Array(memory.buffer).set(image, at.imagePlace);
  prepare(at.imagePlace);
  const columnCount = head(at.headColumnCount);
  const featureCount = head(at.headFeatureCount);
  const rowsIn = new Float32Array(memory.buffer, head(at.headRows), at.rowsPerPart * columnCount);
  const sumsOut = new Float64Array(memory.buffer, head(at.headOut), at.rowsPerCall * featureCount);
  /** Hands over some rows of those that are given. */
  const put = (rows: Float32Array, rowCount: number, from: number, count: number, areColumns: boolean): void => {
    if (count === rowCount) rowsIn.set(rows);
    else if (!areColumns) rowsIn.set(rows.subarray(from * columnCount, (from + count) * columnCount));
    else {
      for (let column = 0; column < columnCount; column++) {
        const start = column * rowCount + from;
        rowsIn.set(rows.subarray(start, start + count), column * count);
      }
    }
  };
  return (rows, out, areColumns = false) => {
    const rowCount = rows.length / columnCount;
    for (let from = 0; from < rowCount; from += at.rowsPerPart) {
      const count = Math.min(at.rowsPerPart, rowCount - from);
      put(rows, rowCount, from, count, areColumns);
      for (let first = 0; first < count; first += at.rowsPerCall) {
        const some = Math.min(at.rowsPerCall, count - first);
        explain(at.imagePlace, first, some, areColumns ? count : 0);
        out.set(
          some === at.rowsPerCall ? sumsOut : sumsOut.subarray(0, some * featureCount),
          (from + first) * featureCount,
        );
      }
    }
  };
}
