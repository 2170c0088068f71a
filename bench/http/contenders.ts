import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RawFeatures } from '../../api/schemas/scores.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const commandLine = here('../../local/cli/main.ts');
const peers = here('peers');

/** The peers' virtual environment. */
export const peerEnvironment = here('../../.bench-http-venv');

/** Where the run keeps what the servers read. */
export interface Places {
  /** A home that nobody serves yet. */
  readonly home: string;
  /** Folder with `pipeline.joblib` and `mlflow/`. */
  readonly pipeline: string;
  readonly port: number;
}

/** A server that scores customers, one a request. */
export interface Contender {
  readonly name: string;
  /** What its answer holds. */
  readonly answers: string;
  readonly command: (places: Places) => readonly string[];
  readonly env: (places: Places) => Readonly<Record<string, string>>;
  /** Path of the scoring call. */
  readonly path: string;
  readonly body: (customerId: string, features: RawFeatures) => unknown;
}

const python = (name: string): string => join(peerEnvironment, 'bin', name);
const probability = {
  answers: 'probability',
  path: '/predict',
  body: (_: string, features: RawFeatures) => ({ features }),
};
/** One core is theirs, so more threads of the libraries would only be in each other's way. */
const peerEnv = ({ pipeline }: Places): Record<string, string> => ({
  PIPELINE: join(pipeline, 'pipeline.joblib'),
  PYTHONPATH: peers,
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
});
const gunicorn = ({ port }: Places, ...words: string[]): string[] => [
  python('gunicorn'),
  ...`--bind 127.0.0.1:${port} --log-level warning`.split(' '),
  ...words,
  'flask_app:app',
];

/** Mainstay first; the first peer is the one that the target names. */
export const contenders: readonly Contender[] = [
  {
    name: 'Mainstay',
    answers: 'score, recorded, with reasons in two languages',
    command: ({ home, port }) => [process.execPath, commandLine, 'start', '--home', home, '--port', `${port}`],
    env: () => ({}),
    path: '/v1/scores',
    body: (customerId, features) => ({ customers: [{ customerId, features }] }),
  },
  {
    ...probability,
    name: 'Flask + gunicorn, 3 sync workers',
    command: (places) => gunicorn(places, '--workers', '3'), // 2 × cores + 1, as its documentation advises
    env: peerEnv,
  },
  {
    ...probability,
    name: 'Flask + gunicorn, 1 worker of 4 threads',
    command: (places) => gunicorn(places, '--worker-class', 'gthread', '--threads', '4'),
    env: peerEnv,
  },
  {
    ...probability,
    name: 'FastAPI + uvicorn',
    command: ({ port }) => [
      python('uvicorn'),
      ...`--host 127.0.0.1 --port ${port} --log-level warning fastapi_app:app`.split(' '),
    ],
    env: peerEnv,
  },
  {
    ...probability,
    name: 'BentoML',
    command: ({ port }) => [
      python('bentoml'),
      ...`serve bento_service:Churn --host 127.0.0.1 --port ${port} --working-dir`.split(' '),
      peers,
    ],
    env: (places) => ({
      ...peerEnv(places),
      BENTOML_DO_NOT_TRACK: 'True',
      PATH: `${python('')}:${process.env['PATH']}`,
    }),
  },
  {
    ...probability,
    name: 'MLflow models serve',
    command: ({ pipeline, port }) => [
      python('mlflow'),
      ...`models serve --host 127.0.0.1 --port ${port} --env-manager local --workers 1 --model-uri`.split(' '),
      join(pipeline, 'mlflow'),
    ],
    env: (places) => ({ ...peerEnv(places), PATH: `${python('')}:${process.env['PATH']}` }),
    path: '/invocations',
    body: (_, features) => ({ dataframe_records: [features] }),
  },
];
