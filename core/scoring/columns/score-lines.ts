import type { Engine } from '../engine.ts';
import type { ScoreFileOptions } from '../score-file.ts';
import { createKernelLines } from './kernel-lines.ts';
import { createPlainLines, type WriteLines } from './plain-lines.ts';

const ready = new WeakMap<Engine, Map<string, WriteLines>>();

/**
 * Writes lines of a score file as UTF-8: those of `scoreFileWriter`, many times faster. One writer serves all files of a
 * model: it knows what it has worded before.
 */
function lineWriterOf(engine: Engine, options: ScoreFileOptions): WriteLines {
  const writers = ready.get(engine) ?? new Map<string, WriteLines>();
  ready.set(engine, writers);
  const key = `${options.reasons} ${options.language}`;
  const writer = writers.get(key) ?? createKernelLines(engine, options) ?? createPlainLines(engine, options);
  writers.set(key, writer);
  return writer;
}

/**
 * The writer of a model's lines.
 *
 * @param reuse - whether lines lie where the ones before lay, and are of use until the next ones are written
 */
export function createScoreLines(
  { engine }: { readonly engine: Engine },
  options: ScoreFileOptions,
  reuse = false,
): WriteLines {
  const write = lineWriterOf(engine, options);
  return reuse ? write : (scored) => write(scored).slice();
}
