import { z } from 'zod';
import { DomainError } from '../errors.ts';
import { QueuedDrop } from '../intake/queued-drop.ts';
import { isRefusal } from '../intake/refusal.ts';
import { announce, noteFailure, recordFailure } from './announce.ts';
import { ShardTask } from './batch-plan.ts';
import type { BatchPorts } from './batch-ports.ts';
import type { CutOptions } from './cut-at-rows.ts';
import { type PlannedDrop, planShards } from './plan-shards.ts';
import { scoreShard } from './score-shard.ts';
import { summarise } from './summarise.ts';

/** The state of an execution: the drop, and what earlier tasks have added. */
const DropState = z.object(QueuedDrop.shape);
const OfDrop = z.object({ dropId: z.string().min(1) });

/**
 * The tasks of `workflows/batch.asl.json` under the names of their states. Each takes what the workflow hands it, checks
 * it, and answers with a small document; every one may be called again. A failure that was foreseen and is not the file's
 * fault is noted on the drop before it is thrown.
 *
 * @param cut - how the file is cut into shards
 * @param score - scores one shard, as `scoreShard` does
 */
export function batchTasks(
  ports: BatchPorts,
  cut?: CutOptions,
  score: (task: ShardTask) => Promise<ShardTask> = (task) => scoreShard(task, ports),
) {
  const noting = async <T>(drop: z.infer<typeof OfDrop>, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      // What seems the file's fault so late is that it was changed meanwhile, as erasing a customer does: planned anew,
      // it can still be scored, and a rejection would forbid that.
      if (error instanceof DomainError && !isRefusal(error)) await noteFailure(drop, error, ports);
      throw error;
    }
  };
  return {
    PlanShards: async (input: unknown): Promise<PlannedDrop> => {
      const drop = DropState.parse(input);
      return noting(drop, planShards(drop, ports, cut));
    },
    ScoreShard: async (input: unknown): Promise<ShardTask> => {
      const task = ShardTask.parse(input);
      return noting({ dropId: task.dropId }, score(task));
    },
    Summarise: async (input: unknown): Promise<{ readonly state: string }> => {
      const { dropId } = OfDrop.parse(input);
      const { state } = await noting({ dropId }, summarise(dropId, ports));
      return { state };
    },
    Announce: async (input: unknown): Promise<null> => {
      await announce(OfDrop.parse(input).dropId, ports);
      return null;
    },
    RecordFailure: async (input: unknown): Promise<null> => {
      await recordFailure(DropState.parse(input), ports);
      return null;
    },
  };
}
