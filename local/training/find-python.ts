import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '../../core/errors.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** Folder that holds the Python package `mainstay_training`. */
export const trainingPackageFolder = join(checkout, 'training');

/**
 * The Python that trains: `MAINSTAY_PYTHON`, else the one in the checkout's own virtual environment.
 * @throws {DomainError} `python-missing`, saying what to do
 */
export function findPython(env: Readonly<Record<string, string | undefined>> = process.env): string {
  if (env.MAINSTAY_PYTHON) return env.MAINSTAY_PYTHON;
  const own = process.platform === 'win32' ? join('.venv', 'Scripts', 'python.exe') : join('.venv', 'bin', 'python');
  const path = join(checkout, own);
  if (existsSync(path)) return path;
  throw pythonMissing(`There is no Python at ${path}.`);
}

/** The failure, with the way out. */
export function pythonMissing(what: string, cause?: unknown): DomainError {
  const remedy =
    'Run "npm start" once in the checkout: it makes a virtual environment with all that training needs (Python 3.10 or ' +
    'newer has to be installed). Or name a Python that has it: MAINSTAY_PYTHON=/path/to/python3.';
  return new DomainError('python-missing', `${what} ${remedy}`, { cause });
}
