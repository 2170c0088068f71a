import { z } from 'zod';
import { wasmModule } from '../../../wasm/wasm.ts';
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
  isAscii: z
    .custom<(from: number, end: number) => number>((found) => typeof found === 'function')
    .transform((isAscii) => (from: number, end: number) => isAscii(from, end) === 1),
  plainLines: z.custom<(from: number, end: number, newline: number) => number>((found) => typeof found === 'function'),
  countOf: z.custom<(from: number, end: number, byte: number) => number>((found) => typeof found === 'function'),
});
export type CsvModule = z.infer<typeof Exports>;

const csvModule = wasmModule(csvWasm);

/** An instance with a memory of its own; undefined where WebAssembly with SIMD is missing. */
export function instantiateCsv(): CsvModule | undefined {
  const module = csvModule();
  return module && Exports.parse(new WebAssembly.Instance(module).exports);
}
