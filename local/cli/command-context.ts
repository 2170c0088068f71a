import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LiveProgress } from './output/live-progress.ts';
import type { Style } from './output/style.ts';

/** What every command works with. Answers go to standard output, all else to standard error. */
export interface CommandContext {
  /** Folder of the home. */
  readonly home: string;
  /** True: one JSON document on standard output. */
  readonly json: boolean;
  /** Aborted when someone wants the command to end. */
  readonly signal: AbortSignal;
  readonly out: NodeJS.WriteStream;
  /** Colours for standard output. */
  readonly style: Style;
  /** Colours for standard error. */
  readonly errorStyle: Style;
  /** Says something on the way, on standard error. */
  readonly note: (line: string) => void;
  /** Says how far something is, on standard error. */
  readonly progress: LiveProgress;
}

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** Home of whoever names none: `.mainstay` in the checkout, or MAINSTAY_HOME. */
export function defaultHome(): string {
  return process.env.MAINSTAY_HOME ?? resolve(checkout, '.mainstay');
}

/**
 * Path of a file that the person named. `npm start -- --data FILE` runs in the checkout wherever it was typed, so a path
 * that does not exist here is looked for where npm was called.
 */
export function givenPath(path: string): string {
  const here = resolve(path);
  const npmCalledIn = process.env.INIT_CWD;
  if (npmCalledIn === undefined || existsSync(here)) return here;
  const there = resolve(npmCalledIn, path);
  return existsSync(there) ? there : here;
}
