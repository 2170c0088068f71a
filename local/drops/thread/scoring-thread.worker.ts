import { parentPort, workerData } from 'node:worker_threads';
import { scoreShard } from '../../../core/batch/score-shard.ts';
import { keepLast } from '../../../core/keep-last.ts';
import { noEndpoints } from '../../../core/scoring/external/no-endpoints.ts';
import type { ScoredRows } from '../../../core/scoring/scored-rows.ts';
import { Escalations } from '../../../core/scoring/tier-events.ts';
import { loadModel } from '../../home/load-model.ts';
import { nowAndThen } from '../../now-and-then.ts';
import { FileObjectStore } from '../../objects/object-store.files.ts';
import { packGroups } from '../../records/groups/packed-groups.ts';
import { sha256Of } from '../sha256-of.ts';
import { carried, uncarried } from './carried-error.ts';
import { type Calls, type FromThread, type Jobs, ThreadData, ToThread } from './messages.ts';
import { scorePart } from './score-part.ts';

/*
 * Reads, scores and explains shards, whose parts of the score file it writes, and parts of other files. The records belong
 * to the thread that started this one; it is asked for all that has to do with them.
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
  job: number,
  method: K,
  given: Calls[K]['takes'],
  handedOver?: readonly ArrayBuffer[],
): Promise<Calls[K]['gives']> {
  const call = ++calls;
  const answer = new Promise<Calls[K]['gives']>((resolve, reject) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other thread runs the same code
    waiting.set(call, { resolve: (value) => resolve(value as Calls[K]['gives']), reject });
  });
  say({ kind: 'call', job, call, method, given }, handedOver);
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
  return arrays.flatMap(buffersIn);
}

const buffersIn = ({ buffer }: ArrayBufferView): ArrayBuffer[] => (buffer instanceof ArrayBuffer ? [buffer] : []);

/** The other thread takes them one after another, and commits wait for the disk. */
const recordsAhead = 4;

/** The records of the other thread, and those who are told. */
const portsOf = (job: number, signal: AbortSignal) => ({
  nextTurn: nowAndThen(),
  recordsAhead,
  signal,
  events: { publish: (...events: Calls['publish']['takes']) => ask(job, 'publish', events) },
  customers: {
    putScoredRows: (rows: ScoredRows) => {
      const packed = packGroups(rows);
      return ask(job, 'putScoredRows', { rows, packed }, [...buffersOf(rows), packed.bytes.buffer]);
    },
    flush: () => ask(job, 'flush', null),
    putScores: (scores: Calls['putScores']['takes']) => ask(job, 'putScores', scores),
    keepSheet: (sheet: Calls['keepSheet']['takes']) => ask(job, 'keepSheet', sheet),
    getMany: (customerIds: readonly string[]) => ask(job, 'getMany', customerIds),
    erase: (customerId: string) => ask(job, 'erase', customerId),
  },
});

const works: {
  [K in keyof Jobs]: (task: Jobs[K]['takes'], job: number, signal: AbortSignal) => Promise<Jobs[K]['gives']>;
} = {
  shard(task, job, signal) {
    const { customers, ...ports } = portsOf(job, signal);
    const records = { customers, drops: { get: (dropId: string) => ask(job, 'getDrop', dropId) } };
    const champion = async () => {
      const version = await ask(job, 'championVersion', null);
      return { version, engine: await load(version) };
    };
    const clock = { now: () => new Date() };
    return scoreShard(task, { ...ports, clock, objects, records, models: { load, champion } });
  },
  async part(task, job, signal) {
    const { customers, events, ...ports } = portsOf(job, signal);
    return scorePart(task, await load(task.modelVersion), {
      ...ports,
      customers: task.record ? customers : null,
      escalations: task.record ? new Escalations(events) : undefined,
      takeLines: (lines) => ask(job, 'takeLines', lines, buffersIn(lines)),
      setAside: (rows) => ask(job, 'setAside', rows),
    });
  },
  hash(task, _, signal) {
    return sha256Of(objects, task, signal);
  },
};

async function work<K extends keyof Jobs>(kind: K, job: number, task: Jobs[K]['takes']): Promise<void> {
  const stop = new AbortController();
  jobs.set(job, stop);
  try {
    say({ kind: 'done', job, outcome: await works[kind](task, job, stop.signal) });
  } catch (error) {
    say({ kind: 'failed', job, error: carried(error) });
  } finally {
    jobs.delete(job);
  }
}

port.on('message', (found: unknown) => {
  const message = ToThread.parse(found);
  if (message.kind === 'shard') void work('shard', message.job, message.task);
  else if (message.kind === 'part') void work('part', message.job, message.task);
  else if (message.kind === 'hash') void work('hash', message.job, message.task);
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
