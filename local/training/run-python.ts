import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DomainError, type FailureCode, failures } from '../../core/errors.ts';
import { findPython, pythonMissing, trainingPackageFolder } from './find-python.ts';
import { type Progress, parseStepEvent, type StepEvent } from './progress.ts';

export interface PythonOptions {
  /** Ends the program and everything it started. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Gets what the program writes to standard error, line by line. */
  readonly onLog?: ((line: string) => void) | undefined;
  /** @default that of {@link findPython} */
  readonly python?: string | undefined;
  /** Folder that holds the module. @default the checkout's */
  readonly packageFolder?: string | undefined;
  /** Further variables of its environment. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** What a program says when it is over. */
export type StepDone = Extract<StepEvent, { event: 'done' }>;

export interface PythonEnded {
  /** Null where the system ended it. */
  readonly code: number | null;
  readonly done: StepDone;
  /** What it foresaw. */
  readonly failed: { readonly code: string; readonly detail: string } | undefined;
  /** Last lines of standard error. */
  readonly log: readonly string[];
  readonly python: string;
}

const withParent = fileURLToPath(new URL('with_parent.py', import.meta.url));
/** Between asking a program to end and ending it, milliseconds. */
const graceMs = 5_000;
const keptLogLines = 40;

/**
 * Runs a Python module that tells its progress as JSON lines; it ends with this process, however that ends.
 *
 * @throws {DomainError} `python-missing`
 * @throws the signal's reason once it is aborted; nothing that the program started runs any more then
 */
export async function runPython(
  module: string,
  moduleArguments: readonly string[],
  options: PythonOptions,
): Promise<PythonEnded> {
  options.signal.throwIfAborted();
  const python = options.python ?? findPython();
  const packageFolder = options.packageFolder ?? trainingPackageFolder;
  const child = spawn(python, ['-u', withParent, module, ...moduleArguments], {
    env: { ...process.env, ...options.variables, PYTHONPATH: packageFolder, PYTHONUTF8: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32', // a process group of its own, ended as one; also keeps Ctrl-C from it
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(pythonMissing(`${python} cannot be run (${error.message}).`, error)));
    child.once('close', (code) => resolve(code));
  });
  const end = (): void => endGroup(child);
  options.signal.addEventListener('abort', end, { once: true });
  let done: StepDone = { event: 'done' };
  let failed: PythonEnded['failed'];
  const log: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = parseStepEvent(line);
    if (event?.event === 'progress') options.onProgress(event);
    if (event?.event === 'done') done = event;
    if (event?.event === 'failed') failed = event;
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line);
    if (log.length > keptLogLines) log.shift();
    options.onLog?.(line);
  });
  try {
    const code = await closed;
    options.signal.throwIfAborted();
    return { code, done, failed, log, python };
  } finally {
    options.signal.removeEventListener('abort', end);
  }
}

/** Ends the program and all it started: asked first, then made to. */
function endGroup(child: ChildProcess): void {
  const kill = (signal: 'SIGTERM' | 'SIGKILL'): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      if (process.platform === 'win32') child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch {
      // it has just ended by itself
    }
  };
  kill('SIGTERM');
  setTimeout(() => kill('SIGKILL'), graceMs).unref();
}

/** The failure of a program that did not end with 0; `what` names it in words. */
export function pythonFailure(what: string, { code, failed, log, python }: PythonEnded): DomainError {
  if (failed) return new DomainError(isFailureCode(failed.code) ? failed.code : 'training-failed', failed.detail);
  const last = log.findLast((line) => line.trim() !== '') ?? 'it said nothing';
  const absent = /^ModuleNotFoundError: No module named '([^']+)'/.exec(last);
  if (absent) return pythonMissing(`${python} lacks the package ${absent[1]}.`);
  const how = code === null ? 'was ended by the system (out of memory?)' : `ended with code ${code}`;
  return new DomainError('training-failed', `${what} ${how}: ${last.slice(0, 500)}`, {
    cause: new Error(log.join('\n')),
  });
}

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failures, code);
}
