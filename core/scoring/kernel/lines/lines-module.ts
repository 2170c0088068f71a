import { offers, wasmModule } from '../../../wasm/wasm.ts';
import { linesWasm } from './wasm.generated.ts';

/** What the module offers; the assembly's index.ts says what the numbers mean. Places are bytes in its memory. */
export interface LinesModule {
  readonly memory: WebAssembly.Memory;
  find(this: void, head: number, rows: number): number;
  measure(this: void, head: number, rows: number): number;
  write(this: void, head: number, rows: number, out: number): number;
}

const isLinesModule = (exports: object): exports is LinesModule => offers(exports, ['find', 'measure', 'write']);

const linesModule = wasmModule(linesWasm);

/** An instance with a memory of its own; undefined where WebAssembly with SIMD is missing. */
export function instantiateLines(): LinesModule | undefined {
  const module = linesModule();
  if (module === undefined) return undefined;
  const { exports } = new WebAssembly.Instance(module);
  if (!isLinesModule(exports)) throw new Error('the lines kernel is of another source: npm run build:kernels');
  return exports;
}
