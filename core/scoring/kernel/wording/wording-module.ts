import { z } from 'zod';
import { wasmModule } from '../../../wasm/wasm.ts';
import { wordingWasm } from './wasm.generated.ts';

const isFunction = (found: unknown): boolean => typeof found === 'function';

/** What the module offers; the assembly's index.ts says what the numbers mean. Places are bytes in its memory. */
const Exports = z.object({
  memory: z.instanceof(WebAssembly.Memory),
  find: z.custom<(head: number, rows: number) => number>(isFunction),
  measure: z.custom<(head: number, rows: number) => number>(isFunction),
  write: z.custom<(head: number, rows: number, out: number) => void>(isFunction),
});
export type WordingModule = z.infer<typeof Exports>;

const wordingModule = wasmModule(wordingWasm);

/** An instance with a memory of its own; undefined where WebAssembly with SIMD is missing. */
export function instantiateWording(): WordingModule | undefined {
  const module = wordingModule();
  return module && Exports.parse(new WebAssembly.Instance(module).exports);
}
