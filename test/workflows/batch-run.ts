import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BatchPorts, engineOf } from '../../core/batch/batch-ports.ts';
import { batchTasks } from '../../core/batch/batch-tasks.ts';
import type { MainstayEvent } from '../../core/events.ts';
import type { QueuedDrop } from '../../core/intake/queued-drop.ts';
import { loadStoredModel, readObject } from '../../core/lifecycle/stored-model.ts';
import type { CustomerRecords } from '../../core/ports.ts';
import { FileObjectStore } from '../../local/objects/object-store.files.ts';
import { type OpenRecords, openRecords } from '../../local/records/open-records.ts';
import { parseWorkflow } from '../../local/workflows/load-workflow.ts';
import { runWorkflow } from '../../local/workflows/run-workflow.ts';
import type { TaskContext } from '../../local/workflows/task-attempts.ts';
import { installTestModel } from '../support/seed-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { workflowText } from '../support/workflow-file.ts';

export const version = '20260101T000000Z-aaaaaaaa';

/** SQLite and files with a model, on which the batch workflow is interpreted. */
export interface BatchHome {
  readonly records: OpenRecords;
  readonly objects: FileObjectStore;
  readonly ports: BatchPorts;
  readonly events: MainstayEvent[];
}

export async function openBatchHome(folder = temporaryFolder()): Promise<BatchHome> {
  mkdirSync(join(folder, 'files'), { recursive: true });
  const records = openRecords(join(folder, 'records.sqlite'));
  const objects = await FileObjectStore.open(join(folder, 'files'));
  await installTestModel({ records, objects }, version);
  const engine = await loadStoredModel(objects, version, 'Train again.');
  const events: MainstayEvent[] = [];
  let tick = Date.UTC(2026, 5, 1);
  const ports: BatchPorts = {
    records,
    objects,
    clock: { now: () => new Date((tick += 1)) },
    events: { publish: async (...told) => void events.push(...told) },
    models: {
      champion: async () => ({ version, engine }),
      load: (wanted) => loadStoredModel(objects, wanted, 'Train again.'),
    },
  };
  await engineOf(ports, version);
  return { records, objects, ports, events };
}

/** The ports with something that happens before scores are recorded. */
export function recordingBy(ports: BatchPorts, before: (customerIds: readonly string[]) => Promise<void>): BatchPorts {
  const { customers, drops } = ports.records;
  const others = {
    flush: customers.flush.bind(customers),
    keepSheet: customers.keepSheet.bind(customers),
    get: customers.get.bind(customers),
    getMany: customers.getMany.bind(customers),
    list: customers.list.bind(customers),
    tierTotals: customers.tierTotals.bind(customers),
    addTimeline: customers.addTimeline.bind(customers),
    timeline: customers.timeline.bind(customers),
    export: customers.export.bind(customers),
    erase: customers.erase.bind(customers),
  };
  const putScores: CustomerRecords['putScores'] = async (scores) => {
    await before(scores.map(({ customerId }) => customerId));
    return customers.putScores(scores);
  };
  const putScoredRows: CustomerRecords['putScoredRows'] = async (rows) => {
    await before(rows.customerIds);
    return customers.putScoredRows(rows);
  };
  return { ...ports, records: { drops, customers: { ...others, putScores, putScoredRows } } };
}

/** Puts a file into the object store as a drop. */
export async function dropOf(objects: FileObjectStore, dropId: string, content: string | Uint8Array) {
  const bytes = Buffer.from(content);
  const drop: QueuedDrop = {
    dropId,
    objectKey: `drops/${dropId}/original`,
    fileName: 'customers.csv',
    sizeBytes: bytes.length,
    sha256: null,
    receivedAt: '2026-06-01T00:00:00.000Z',
  };
  await objects.put(drop.objectKey, bytes);
  return drop;
}

export interface RunOptions {
  /** Most shards that a drop is cut into. */
  readonly shards: number;
  /** Time for every task, s. @default what the file says */
  readonly timeoutSeconds?: number;
}

/** Interprets `workflows/batch.asl.json`, up to 8 shards at once as it says; retries wait 1 ms instead of seconds. */
export async function runBatch(home: BatchHome, drop: QueuedDrop, options: RunOptions, ports = home.ports) {
  const { shards, timeoutSeconds } = options;
  const text = workflowText('batch');
  const bounded =
    timeoutSeconds === undefined ? text : text.replaceAll(/("TimeoutSeconds": )(?:60|900)\b/g, `$1${timeoutSeconds}`);
  const tasks = ({ signal }: TaskContext) => batchTasks({ ...ports, signal }, { maxShards: shards, rowsPerMark: 1 });
  return runWorkflow({
    workflow: parseWorkflow('batch', bounded),
    input: drop,
    tasks: {
      PlanShards: (input, context) => tasks(context).PlanShards(input),
      ScoreShard: (input, context) => tasks(context).ScoreShard(input),
      Summarise: (input, context) => tasks(context).Summarise(input),
      Announce: (input, context) => tasks(context).Announce(input),
      RecordFailure: (input, context) => tasks(context).RecordFailure(input),
    },
    run: { runId: `run-${drop.dropId}`, kind: 'batch', dropId: drop.dropId },
    runs: home.records.runs,
    clock: ports.clock,
    signal: new AbortController().signal,
    onRecordFailure: (error) => {
      throw error;
    },
    retryWaitMs: 1,
  });
}

/** An object as text, undefined if there is none. */
export async function textUnder(objects: FileObjectStore, key: string): Promise<string | undefined> {
  const bytes = await readObject(objects, key);
  return bytes && new TextDecoder().decode(bytes);
}

/** A file of customers: some with line ends in quotes, and every `badEvery`th row with a fee that is no number. */
export function customersCsv(rows: number, badEvery = 1_000): string {
  let text = 'id,left,fee,tickets,plan,joined,unused,seen\n';
  for (let row = 1; row <= rows; row += 1) {
    const fee = row % badEvery === 0 ? 'poison' : 5 + (row % 20);
    const plan = row % 7 === 0 ? '"basic\n"' : 'premium';
    text += `c${row},,${fee},${row % 9},${plan},2025-01-0${1 + (row % 9)},,2026-01-01\n`;
  }
  return text;
}
