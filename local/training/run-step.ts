import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DomainError, type FailureCode, failures } from '../../core/errors.ts';
import { findPython, pythonMissing, trainingPackageFolder } from './find-python.ts';
import { type Progress, parseStepEvent, type StepEvent } from './progress.ts';

export type StepName = 'prepare' | 'train' | 'evaluate';

export interface StepOptions {
  /** Ends the step and everything it started. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Gets what the step writes to standard error, line by line. */
  readonly onLog?: (line: string) => void;
  /** @default that of {@link findPython} */
  readonly python?: string | undefined;
  /** Folder that holds the package `mainstay_training`. @default the checkout's */
  readonly packageFolder?: string | undefined;
}

const withParent = fileURLToPath(new URL('with_parent.py', import.meta.url));
/** What a step says when it is over. */
export type StepDone = Extract<StepEvent, { event: 'done' }>;

/** Between asking a step to end and ending it, milliseconds. */
const graceMs = 5_000;
const keptLogLines = 40;

/**
 * Runs one step of the Python package: `STEP ARGUMENTS`, as the SageMaker job would.
 *
 * @returns what it said at the end
 * @throws {DomainError} what the step foresaw (`not-enough-data`, `nothing-to-learn`, …), `python-missing`, or
 *   `training-failed` with the last line it said
 * @throws the signal's reason once it is aborted; nothing that the step started runs any more then
 */
export async function runStep(
  step: StepName,
  stepArguments: readonly string[],
  options: StepOptions,
): Promise<StepDone> {
  options.signal.throwIfAborted();
  const python = options.python ?? findPython();
  const child = spawn(python, ['-u', withParent, 'mainstay_training', step, ...stepArguments], {
    env: { ...process.env, PYTHONPATH: options.packageFolder ?? trainingPackageFolder, PYTHONUTF8: '1' },
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
  let failed: { code: string; detail: string } | undefined;
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
    if (code !== 0) throw stepFailure(step, code, failed, log, python);
    return done;
  } finally {
    options.signal.removeEventListener('abort', end);
  }
}

/** Ends the step and all it started: asked first, then made to. */
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

function stepFailure(
  step: string,
  code: number | null,
  failed: { code: string; detail: string } | undefined,
  log: readonly string[],
  python: string,
): DomainError {
  if (failed) return new DomainError(isFailureCode(failed.code) ? failed.code : 'training-failed', failed.detail);
  const last = log.findLast((line) => line.trim() !== '') ?? 'it said nothing';
  const absent = /^ModuleNotFoundError: No module named '([^']+)'/.exec(last);
  if (absent) return pythonMissing(`${python} lacks the package ${absent[1]}.`);
  const how = code === null ? 'was ended by the system (out of memory?)' : `ended with code ${code}`;
  return new DomainError('training-failed', `The step "${step}" ${how}: ${last.slice(0, 500)}`, {
    cause: new Error(log.join('\n')),
  });
}

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failures, code);
}
