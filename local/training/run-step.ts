import { type PythonOptions, pythonFailure, runPython, type StepDone } from './run-python.ts';

export type StepName = 'prepare' | 'train' | 'evaluate';
export type StepOptions = PythonOptions;
export type { StepDone } from './run-python.ts';

/**
 * Runs one step of the Python package from its command line: `STEP ARGUMENTS`.
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
  const ended = await runPython('mainstay_training', [step, ...stepArguments], options);
  if (ended.code !== 0) throw pythonFailure(`The step "${step}"`, ended);
  return ended.done;
}
