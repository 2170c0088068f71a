import { join } from 'node:path';
import { openAccess } from '../../api/access/open-access.ts';
import { createApi } from '../../api/create-api.ts';
import type { ApiDeps, ArrivedDrop } from '../../api/deps.ts';
import { ownUploadAddresses } from '../../api/uploads/own-upload-addresses.ts';
import { DomainError } from '../../core/errors.ts';
import type { MainstayEvent } from '../../core/events.ts';
import type { QueuedDrop } from '../../core/intake/queued-drop.ts';
import type { Champion } from '../../core/lifecycle/champion.ts';
import type { Engine } from '../../core/scoring/engine.ts';
import { noEndpoints } from '../../core/scoring/external/no-endpoints.ts';
import { FileObjectStore } from '../../local/objects/object-store.files.ts';
import { type OpenRecords, openRecords } from '../../local/records/open-records.ts';
import { installedDocsAssets } from '../../local/server/docs-assets.files.ts';
import { aReceipt } from '../contracts/examples.ts';
import { testEngine } from './bundle.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const championVersion = '20261101T000000Z-0a1b2c3d';
export const startOfTime = new Date('2026-11-22T10:00:00.000Z');

export interface ApiUnderTest {
  readonly api: ReturnType<typeof createApi>;
  readonly deps: ApiDeps;
  readonly folder: string;
  readonly records: OpenRecords;
  readonly objects: FileObjectStore;
  /** What was logged: level, event, facts. */
  readonly logged: [string, string, Readonly<Record<string, unknown>>][];
  readonly submitted: ArrivedDrop[];
  /** Drops to be worked on again. */
  readonly queued: QueuedDrop[];
  /** What was published. */
  readonly events: MainstayEvent[];
  /** Moves the clock. */
  readonly tick: (ms: number) => void;
  /** Sends JSON. */
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  readonly close: () => void;
}

let engine: Promise<Engine> | undefined;

/** The API on real records and files in a new folder, with the test bundle as champion unless `champion` is null. */
export async function apiUnderTest(overrides: Partial<ApiDeps> & { noChampion?: boolean } = {}): Promise<ApiUnderTest> {
  const { noChampion = false, ...changed } = overrides;
  const folder = temporaryFolder();
  const records = openRecords(join(folder, 'records.sqlite'));
  const objects = await FileObjectStore.open(join(folder, 'files'));
  const logged: ApiUnderTest['logged'] = [];
  const submitted: ArrivedDrop[] = [];
  const queued: QueuedDrop[] = [];
  const events: MainstayEvent[] = [];
  let nowMs = startOfTime.getTime();
  let ids = 0;
  engine ??= testEngine();
  const champion: Champion = { version: championVersion, engine: await engine };
  const deps: ApiDeps = {
    records,
    objects,
    events: { publish: async (...told) => void events.push(...told) },
    clock: { now: () => new Date(nowMs) },
    newId: (kind) => {
      ids += 1;
      return `${kind}-${ids}`;
    },
    champion: async () => {
      if (noChampion) throw new DomainError('no-champion', 'No model has been promoted yet');
      return champion;
    },
    verifyModel: async () => undefined,
    loadModel: async () => champion.engine,
    endpoints: noEndpoints,
    championMoved: async () => undefined,
    submitDrop: async (drop) => {
      submitted.push(drop);
      const { dropId, fileName, sizeBytes, sha256, receivedAt } = drop;
      const receipt = aReceipt({ dropId, fileName, sizeBytes, sha256, receivedAt, kind: 'unknown' });
      await records.drops.put(receipt);
      return receipt;
    },
    queueDrop: async (drop) => void queued.push(drop),
    requestTraining: async (asked) => void events.push(asked),
    uploads: ownUploadAddresses(),
    docs: installedDocsAssets(),
    authenticator: openAccess,
    log: {
      info: (event, facts) => logged.push(['info', event, facts]),
      error: (event, facts) => logged.push(['error', event, facts]),
    },
    ...changed,
  };
  const api = createApi(deps);
  return {
    api,
    deps,
    folder,
    records,
    objects,
    logged,
    submitted,
    queued,
    events,
    tick: (ms) => {
      nowMs += ms;
    },
    post: async (path, body, headers = {}) =>
      api.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: async (path, headers = {}) => api.request(path, { headers }),
    close: () => records.close(),
  };
}

/** A customer that fits the test profile. */
export function aCustomer(customerId = 'c1', features: Record<string, unknown> = {}) {
  return { customerId, features: { tickets: 6, fee: 20, plan: 'basic', joined: '2026-01-01', ...features } };
}
