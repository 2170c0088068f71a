import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The peers' virtual environment. */
export const peerEnvironment = here('../../.bench-venv');
export const peerPython = join(peerEnvironment, 'bin', 'python');
const commandLine = here('../../local/cli/mainstay.mjs');

/** One way from a CSV file to a file with every customer's probability. */
export interface Side {
  readonly name: string;
  /** What its file holds beside the id. */
  readonly writes: string;
  /** @param model - folder with `bundle`, `home` and `pipeline.joblib` */
  readonly command: (model: string, file: string, out: string) => readonly string[];
  /** Times as many rows a second as the first peer that must be reached. */
  readonly atLeast?: number;
  readonly mostMemoryMb?: number;
  /** Cores that it is held on. @default the first */
  readonly cores?: string;
}

function mainstay(model: string, file: string, out: string, reasons: number): string[] {
  const home = join(model, 'home');
  const options = ['--no-record', '--reasons', `${reasons}`, '--out', out, '--home', home];
  return [process.execPath, commandLine, 'score', file, ...options];
}

const peer =
  (script: string): Side['command'] =>
  (...places) => [peerPython, here(`peers/${script}.py`), ...places];

/** One core is theirs, so more threads of the libraries would only be in each other's way. */
export const oneThread: Readonly<Record<string, string>> = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  POLARS_MAX_THREADS: '1',
};

/** Mainstay first. */
export const ownSides: readonly Side[] = [
  {
    name: 'Mainstay, no reasons',
    writes: 'calibrated probability, tier, percentile, value at risk, warnings',
    command: (model, file, out) => mainstay(model, file, out, 0),
    atLeast: 15,
    mostMemoryMb: 100,
  },
  {
    name: 'Mainstay, 3 reasons',
    writes: 'the same, a play and three reasons in words',
    command: (model, file, out) => mainstay(model, file, out, 3),
    atLeast: 5,
  },
  {
    name: 'Mainstay, 3 reasons, on 2 cores',
    writes: 'the same',
    command: (model, file, out) => mainstay(model, file, out, 3),
    cores: '0,1',
  },
];

/** The first is the one that the targets name. */
export const peerSides: readonly Side[] = [
  { name: 'pandas + scikit-learn + XGBoost', writes: 'probability', command: peer('newcomer') },
  { name: 'the same by hand: Arrow, chunks, in place', writes: 'probability', command: peer('tuned') },
  { name: 'polars + XGBoost', writes: 'probability', command: peer('polars_xgboost') },
];
