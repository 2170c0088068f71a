import { growTo, offers, wasmModule } from '../../../wasm/wasm.ts';
import { scoreWasm } from './wasm.generated.ts';

/** What the module offers; the assembly's index.ts says what the numbers mean. Places are bytes in its memory. */
export interface ScoreModule {
  readonly memory: WebAssembly.Memory;
  scoreRows(
    model: number,
    rows: number,
    count: number,
    width: number,
    scratch: number,
    base: number,
    averaged: number,
    out: number,
  ): void;
  scoreColumns(
    model: number,
    columns: number,
    stride: number,
    count: number,
    base: number,
    averaged: number,
    out: number,
  ): void;
  scoreOne(model: number, row: number, base: number, averaged: number): number;
  linearRows(
    rows: number,
    count: number,
    width: number,
    scratch: number,
    coefficients: number,
    intercept: number,
    out: number,
  ): void;
  /** For these see the assembly's check.ts. */
  checksum(at: number, bytes: number, out: number): void;
  wrongColumns(at: number, count: number, stride: number, mask: number, end: number): number;
  wrongNumbers(at: number, count: number, end: number): number;
  wrongStarts(at: number, count: number, most: number): number;
  wrongSides(at: number, count: number): number;
  wrongSteps(at: number, count: number): number;
}

// biome-ignore format: one line says what is scored, one what is checked
const functions = [
  'scoreRows', 'scoreColumns', 'scoreOne', 'linearRows',
  'checksum', 'wrongColumns', 'wrongNumbers', 'wrongStarts', 'wrongSides', 'wrongSteps',
];

const isScoreModule = (exports: object): exports is ScoreModule => offers(exports, functions);

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
  const { exports } = new WebAssembly.Instance(module);
  if (!isScoreModule(exports)) throw new Error('the score kernel is of another source: npm run build:kernels');
  growTo(exports.memory, bytes);
  return exports;
}

/** An image where an instance can look it over: at {@link binsAt}. */
export type LaidOut = ScoreModule;

/** Lays an image out to be checked. @returns undefined where WebAssembly with relaxed SIMD is missing */
export function layOut(image: Uint8Array): LaidOut | undefined {
  const kernel = instantiateScore(binsAt + image.length);
  if (kernel !== undefined) new Uint8Array(kernel.memory.buffer).set(image, binsAt);
  return kernel;
}
