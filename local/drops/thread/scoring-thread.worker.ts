import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { BatchPorts } from '../../../core/batch/batch-ports.ts';
import { scoreShard } from '../../../core/batch/score-shard.ts';
import { keepLast } from '../../../core/keep-last.ts';
import { noEndpoints } from '../../../core/scoring/external/no-endpoints.ts';
import type { ScoredRows } from '../../../core/scoring/scored-rows.ts';
import { loadModel } from '../../home/load-model.ts';
import { FileObjectStore } from '../../objects/object-store.files.ts';
import { carried, uncarried } from './carried-error.ts';
import { type Calls, type FromThread, ThreadData, ToThread } from './messages.ts';

/*
 * Reads, scores and explains shards, and writes their parts of the score file. The records belong to the thread that
 * started this one; it is asked for all that has to do with them.
 */

const port = parentPort;
if (port === null) throw new Error('This runs as a thread of its own only.');
const objects = await FileObjectStore.open(ThreadData.parse(workerData).filesFolder);
const load = keepLast((version: string) => loadModel(objects, noEndpoints, version));
const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
const jobs = new Map<number, AbortController>();
let calls = 0;

const say = (message: FromThread, handedOver: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...handedOver]);

function ask<K extends keyof Calls>(
  method: K,
  given: Calls[K]['takes'],
  handedOver?: readonly ArrayBuffer[],
): Promise<Calls[K]['gives']> {
  const call = ++calls;
  const answer = new Promise<Calls[K]['gives']>((resolve, reject) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other thread runs the same code
    waiting.set(call, { resolve: (value) => resolve(value as Calls[K]['gives']), reject });
  });
  say({ kind: 'call', call, method, given }, handedOver);
  return answer;
}

/** The buffers of rows that were copied for their recording: nobody here looks at them again, save at lines and tiers. */
function buffersOf(rows: ScoredRows): ArrayBuffer[] {
  const arrays = [
    rows.probability,
    rows.percentile,
    rows.raw,
    rows.contributions,
    rows.play,
    rows.because,
    ...(rows.valueAtRiskMinor ? [rows.valueAtRiskMinor] : []),
    ...(rows.monthlyValueMinor ? [rows.monthlyValueMinor] : []),
    ...rows.values.map((column) => (column.kind === 'number' ? column.values : column.codes)),
  ];
  return arrays.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
}

const ports: Pick<BatchPorts, 'clock' | 'events' | 'models' | 'objects' | 'nextTurn' | 'recordsAhead'> = {
  objects,
  clock: { now: () => new Date() },
  events: { publish: (...events) => ask('publish', events) },
  nextTurn: () => nextTurn(),
  recordsAhead: 4, // the other thread takes them one after another, and commits wait for the disk
  models: {
    load,
    champion: async () => {
      const version = await ask('championVersion', null);
      return { version, engine: await load(version) };
    },
  },
};
const records = {
  drops: { get: (dropId: string) => ask('getDrop', dropId) },
  customers: {
    putScoredRows: (rows: ScoredRows) => ask('putScoredRows', rows, buffersOf(rows)),
    putScores: (scores: Calls['putScores']['takes']) => ask('putScores', scores),
    keepSheet: (sheet: Calls['keepSheet']['takes']) => ask('keepSheet', sheet),
    getMany: (customerIds: readonly string[]) => ask('getMany', customerIds),
    erase: (customerId: string) => ask('erase', customerId),
  },
};

async function work(job: number, task: Parameters<typeof scoreShard>[0]): Promise<void> {
  const stop = new AbortController();
  jobs.set(job, stop);
  try {
    say({ kind: 'scored', job, task: await scoreShard(task, { ...ports, records, signal: stop.signal }) });
  } catch (error) {
    say({ kind: 'failed', job, error: carried(error) });
  } finally {
    jobs.delete(job);
  }
}

port.on('message', (found: unknown) => {
  const message = ToThread.parse(found);
  if (message.kind === 'score') void work(message.job, message.task);
  else if (message.kind === 'prepare')
    load(message.version).catch(() => undefined); // the first shard says why
  else if (message.kind === 'stop') jobs.get(message.job)?.abort();
  else {
    const asked = waiting.get(message.call);
    waiting.delete(message.call);
    if (message.kind === 'answer') asked?.resolve(message.value);
    else asked?.reject(uncarried(message.error));
  }
});
