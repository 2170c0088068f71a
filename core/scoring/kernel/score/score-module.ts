import { z } from 'zod';
import { growTo, wasmModule } from '../../../wasm/wasm.ts';
import { scoreWasm } from './wasm.generated.ts';

const isFunction = (found: unknown): boolean => typeof found === 'function';

/** What the module offers; the assembly's index.ts says what the numbers mean. Places are bytes in its memory. */
const Exports = z.object({
  memory: z.instanceof(WebAssembly.Memory),
  scoreRows:
    z.custom<
      (
        model: number,
        rows: number,
        count: number,
        width: number,
        scratch: number,
        base: number,
        averaged: number,
        out: number,
      ) => void
    >(isFunction),
  scoreColumns:
    z.custom<
      (
        model: number,
        columns: number,
        stride: number,
        count: number,
        base: number,
        averaged: number,
        out: number,
      ) => void
    >(isFunction),
  scoreOne: z.custom<(model: number, row: number, base: number, averaged: number) => number>(isFunction),
  linearRows:
    z.custom<
      (
        rows: number,
        count: number,
        width: number,
        scratch: number,
        coefficients: number,
        intercept: number,
        out: number,
      ) => void
    >(isFunction),
});
export type ScoreModule = z.infer<typeof Exports>;

/** Where a group's bins begin, as the assembly's layout.ts has it; models and rows lie behind those of all columns. */
export const binsAt = 8192;

const scoreModule = wasmModule(scoreWasm);

/**
 * An instance with its own memory of at least so many bytes.
 *
 * @returns undefined where WebAssembly with relaxed SIMD is missing
 */
export function instantiateScore(bytes: number): ScoreModule | undefined {
  const module = scoreModule();
  if (module === undefined) return undefined;
  const instance = Exports.parse(new WebAssembly.Instance(module).exports);
  growTo(instance.memory, bytes);
  return instance;
}
