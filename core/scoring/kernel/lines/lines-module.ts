import { z } from 'zod';
import { wasmModule } from '../../../wasm/wasm.ts';
import { linesWasm } from './wasm.generated.ts';

const isFunction = (found: unknown): boolean => typeof found === 'function';

/** What the module offers; the assembly's index.ts says what the numbers mean. Places are bytes in its memory. */
const Exports = z.object({
  memory: z.instanceof(WebAssembly.Memory),
  find: z.custom<(head: number, rows: number) => number>(isFunction),
  measure: z.custom<(head: number, rows: number) => number>(isFunction),
  write: z.custom<(head: number, rows: number, out: number) => number>(isFunction),
});
export type LinesModule = z.infer<typeof Exports>;

const linesModule = wasmModule(linesWasm);

/** An instance with a memory of its own; undefined where WebAssembly with SIMD is missing. */
export function instantiateLines(): LinesModule | undefined {
  const module = linesModule();
  return module && Exports.parse(new WebAssembly.Instance(module).exports);
}
