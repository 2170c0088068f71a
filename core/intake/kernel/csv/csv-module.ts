import { z } from 'zod';
import { csvWasm } from './wasm.generated.ts';

/** What the module offers; the assembly's index.ts says what the numbers mean. */
const Exports = z.object({
  memory: z.instanceof(WebAssembly.Memory),
  scan: z.custom<
    (
      from: number,
      end: number,
      plan: number,
      columnCount: number,
      delimiter: number,
      newline: number,
      decimal: number,
      rows: number,
      mostRows: number,
      cells: number,
      mostCells: number,
      line: number,
    ) => number
  >((found) => typeof found === 'function'),
});
export type CsvModule = z.infer<typeof Exports>;

/** Undefined until first asked for, null where this engine lacks SIMD. */
let compiled: WebAssembly.Module | null | undefined;

function csvModule(): WebAssembly.Module | null {
  if (compiled !== undefined) return compiled;
  const text = atob(csvWasm);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  try {
    compiled = new WebAssembly.Module(bytes);
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw error;
    compiled = null;
  }
  return compiled;
}

/** An instance with a memory of its own; undefined where WebAssembly with SIMD is missing. */
export function instantiateCsv(): CsvModule | undefined {
  const module = typeof WebAssembly === 'undefined' ? null : csvModule();
  return module === null ? undefined : Exports.parse(new WebAssembly.Instance(module).exports);
}
