import { z } from 'zod';
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

const pageBytes = 65536;

/** Undefined until first asked for, null where this engine lacks relaxed SIMD. */
let compiled: WebAssembly.Module | null | undefined;

function scoreModule(): WebAssembly.Module | null {
  if (compiled !== undefined) return compiled;
  const text = atob(scoreWasm);
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

/**
 * An instance with its own memory of at least so many bytes.
 *
 * @returns undefined where WebAssembly with relaxed SIMD is missing
 */
export function instantiateScore(bytes: number): ScoreModule | undefined {
  const module = typeof WebAssembly === 'undefined' ? null : scoreModule();
  if (module === null) return undefined;
  const instance = Exports.parse(new WebAssembly.Instance(module).exports);
  const missing = Math.ceil(bytes / pageBytes) - instance.memory.buffer.byteLength / pageBytes;
  if (missing > 0) instance.memory.grow(missing);
  return instance;
}
