import { z } from 'zod';
import { newId } from '../../api/new-id.ts';
import { batchTasks } from '../../core/batch/batch-tasks.ts';
import type { CutOptions } from '../../core/batch/cut-at-rows.ts';
import { scoreShard } from '../../core/batch/score-shard.ts';
import type { QueuedDrop } from '../../core/intake/queued-drop.ts';
import { keepLast } from '../../core/keep-last.ts';
import { engineBehind } from '../../core/scoring/engine.ts';
import type { Home } from '../home/open-home.ts';
import { nowAndThen } from '../now-and-then.ts';
import { loadWorkflow, type Workflow } from '../workflows/load-workflow.ts';
import { runWorkflow } from '../workflows/run-workflow.ts';
import type { Task, TaskContext } from '../workflows/task-attempts.ts';
import { sha256Of } from './sha256-of.ts';
import type { Answers } from './thread/messages.ts';
import { ScoringThreads } from './thread/scoring-threads.ts';
import { leastThreadedBytes, usableCores } from './thread/usable-cores.ts';

export interface ShardScoringOptions {
  readonly home: Omit<Home, 'close'>;
  /** Told when the run's record could not be written; the run goes on. */
  readonly onRecordFailure: (error: unknown) => void;
  /** How drops are cut. @default {@link localCut} */
  readonly cut?: CutOptions | undefined;
  /** Threads that score while this one records. @default one less than there are cores, at most 3 */
  readonly threads?: number | undefined;
  /** Shards of a drop from which on other threads score them. @default 5 */
  readonly threadFromShards?: number | undefined;
  /** Size of a file from which on those threads are started while the drop is being planned, bytes. @default {@link leastThreadedBytes} */
  readonly threadFromBytes?: number | undefined;
}

/** Each takes a hundred megabytes, and recording keeps step with three at best. */
const mostShardThreads = 3;

const usualThreads = Math.min(Math.max(1, usableCores() - 1), mostShardThreads);

/**
 * A shard costs three files that are flushed to the disk, and some hundredths of a second for its end and beginning: fewer
 * and larger ones than in Lambda, enough for a few threads, and still a few seconds each.
 */
export const localCut: CutOptions = { maxShards: 16, rowsPerMark: 10_000 };

const Planned = z.object({ plan: z.object({ kind: z.string(), shards: z.array(z.unknown()) }) });

/**
 * Works through a drop by `workflows/batch.asl.json`, in this process: few shards at once, since all share one
 * database. Those of a large drop are scored in other threads while this one records them. Every run has a record; a drop
 * that was cut short goes on at the shards not yet done.
 *
 * @throws {WorkflowFailed} where the receipt says that it failed for another reason than the file
 * @throws the signal's reason once it is aborted
 */
export async function scoreInShards(
  drop: QueuedDrop,
  options: ShardScoringOptions,
  signal: AbortSignal,
): Promise<void> {
  const { home, onRecordFailure, cut = localCut, threadFromShards = 5, threadFromBytes = leastThreadedBytes } = options;
  const { threads: threadCount = usualThreads } = options;
  const { records, objects, events, clock, champion, shadow } = home;
  const ports = {
    records,
    objects,
    events,
    clock,
    shadow,
    models: { champion: () => champion.current(), load: keepLast(home.loadModel) },
  };
  const threads = new ScoringThreads(threadCount, home.paths.files);
  const answers = answersOf(home);
  let isLarge = false;
  let hashing: Promise<string> | undefined;
  /** The model that may score in the other thread: one that computes elsewhere and one that looks on silently belong to this. */
  const mayLeave = async (): Promise<string | undefined> => {
    const { engine, version } = await champion.current();
    return engineBehind(engine) && !(await records.shadows.current()) ? version : undefined;
  };
  const heeding = ({ signal: stop }: TaskContext) => {
    const shardPorts = { ...ports, signal: stop, nextTurn: nowAndThen() };
    return batchTasks(shardPorts, cut, async (task) =>
      isLarge && (await mayLeave()) ? threads.score('shard', task, answers, stop) : scoreShard(task, shardPorts),
    );
  };
  const tasks: Record<keyof ReturnType<typeof batchTasks>, Task> = {
    PlanShards: async (input, attempt) => {
      const plan = await heeding(attempt).PlanShards(input);
      isLarge = plan.shards.length >= threadFromShards;
      const sha256 = await hashing;
      if (sha256 !== undefined) await noteHash(drop.dropId, sha256, records.drops);
      return plan;
    },
    ScoreShard: (input, attempt) => heeding(attempt).ScoreShard(input),
    Summarise: (input, attempt) => heeding(attempt).Summarise(input),
    Announce: (input, attempt) => heeding(attempt).Announce(input),
    RecordFailure: (input, attempt) => heeding(attempt).RecordFailure(input),
  };
  try {
    // Both while the workflow begins and the drop is being planned.
    const version = drop.sizeBytes < threadFromBytes ? undefined : await mayLeave().catch(() => undefined);
    if (version !== undefined) threads.prepare(version);
    if ((await records.drops.get(drop.dropId))?.sha256 === null) {
      hashing = hashOf(drop, home, version === undefined ? undefined : threads, signal);
      hashing.catch(() => undefined); // thrown when it is waited for
    }
    await runWorkflow({
      workflow: await batchWorkflow(threadCount),
      input: drop,
      tasks,
      run: { runId: newId('run', clock.now()), kind: 'batch', dropId: drop.dropId },
      runs: records.runs,
      clock,
      signal,
      details: { PlanShards: planInWords },
      modelVersion: async () => (await records.drops.get(drop.dropId))?.modelVersion ?? null,
      onRecordFailure,
    });
  } finally {
    await threads.close();
  }
}

/** SHA-256 of a drop's file, by another thread if there are some. */
function hashOf(
  { objectKey }: QueuedDrop,
  { objects }: ShardScoringOptions['home'],
  threads: ScoringThreads | undefined,
  signal: AbortSignal,
): Promise<string> {
  return threads ? threads.score('hash', { objectKey }, {}, signal) : sha256Of(objects, { objectKey }, signal);
}

/** Puts it into the receipt, whatever else is being changed in that. */
async function noteHash(
  dropId: string,
  sha256: string,
  drops: ShardScoringOptions['home']['records']['drops'],
): Promise<void> {
  for (;;) {
    const receipt = await drops.get(dropId);
    if (receipt?.sha256 !== null || (await drops.replace(receipt, { ...receipt, sha256 }))) return;
  }
}

function answersOf({ records: { customers, drops }, events, champion }: ShardScoringOptions['home']): Answers {
  return {
    putScoredRows: ({ rows, packed }) => customers.putScoredRows(rows, packed),
    flush: () => customers.flush(),
    putScores: (scores) => customers.putScores(scores),
    keepSheet: (sheet) => customers.keepSheet(sheet),
    getMany: (customerIds) => customers.getMany(customerIds),
    erase: (customerId) => customers.erase(customerId),
    getDrop: (dropId) => drops.get(dropId),
    publish: (given) => events.publish(...given),
    championVersion: async () => (await champion.current()).version,
  };
}

const loaded = new Map<number, Promise<Workflow>>();

/** One shard more than threads: it is read and scored while what is left of another is recorded and flushed to the disk. */
function batchWorkflow(threads: number): Promise<Workflow> {
  const known = loaded.get(threads) ?? loadWorkflow('batch', { maxConcurrency: threads + 1 });
  loaded.set(threads, known);
  return known;
}

function planInWords(output: unknown): string | undefined {
  const { data } = Planned.safeParse(output);
  if (!data) return undefined;
  const { kind, shards } = data.plan;
  if (kind === 'scoring') return shards.length === 1 ? '1 shard' : `${shards.length} shards`;
  return kind.replaceAll('-', ' ');
}
