import type { ApiDeps } from '../../api/deps.ts';

const never = async (): Promise<never> => {
  throw new Error('this API was made to be looked at, not called');
};
const refuse = (): never => {
  throw new Error('this API was made to be looked at, not called');
};

/** Stands in for a home where only the table of calls is wanted: whoever calls any of it fails. */
export const noHome: ApiDeps = {
  records: {
    customers: {
      putScores: never,
      putScoredRows: never,
      keepSheet: never,
      get: never,
      getMany: never,
      list: never,
      tierTotals: never,
      addTimeline: never,
      timeline: never,
      export: never,
      erase: never,
    },
    drops: { put: never, putUnlessDone: never, get: never, list: never },
    models: { register: never, get: never, list: never, champion: never, moveChampion: never, championHistory: never },
    shadows: { current: never, set: never, add: never, tallies: never },
    runs: { put: never, get: never, list: never },
    audit: { append: never, list: never },
    idempotency: { claim: never, complete: never, release: never },
    suppressions: { add: never, get: never, remove: never },
  },
  objects: { put: never, read: never, size: never, list: never, remove: never },
  events: { publish: never },
  clock: { now: refuse },
  newId: refuse,
  champion: never,
  verifyModel: never,
  loadModel: never,
  endpoints: { invoke: never },
  championMoved: never,
  submitDrop: never,
  queueDrop: never,
  requestTraining: never,
  uploads: { open: never },
  docs: { read: never },
  authenticator: { authenticate: never },
  log: { info: refuse, error: refuse },
};
