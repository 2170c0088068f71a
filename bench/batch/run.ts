import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { findPython } from '../../local/training/find-python.ts';

const script = fileURLToPath(new URL('run.py', import.meta.url));

const Took = z.object({
  seconds: z.number().positive(),
  cpuSeconds: z.number().positive(),
  peakMb: z.number().positive(),
});
/** Of a whole process: time by the clock, time of processors, most memory at once (1 MB = 10⁶ bytes). */
export type Took = z.infer<typeof Took>;

/**
 * Runs a command held on some cores, to its end.
 *
 * @param cores - numbers with commas
 * @param work - folder for notes
 * @throws {Error} with what it said, where it fails
 */
export async function runMeasured(
  command: readonly string[],
  { cores, work, env = {} }: { cores: string; work: string; env?: Readonly<Record<string, string>> },
): Promise<Took & { readonly said: string }> {
  const report = join(work, 'took.json');
  const { stdout } = await promisify(execFile)(findPython(), [script, cores, report, ...command], {
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { ...Took.parse(JSON.parse(await readFile(report, 'utf8'))), said: stdout };
}
