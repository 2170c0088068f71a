import { z } from 'zod';
import { QueuedDrop } from '../intake/queued-drop.ts';
import { announce, recordFailure } from './announce.ts';
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
 * it, and answers with a small document; every one may be called again.
 */
export function batchTasks(ports: BatchPorts, cut?: CutOptions) {
  return {
    PlanShards: (input: unknown): Promise<PlannedDrop> => planShards(DropState.parse(input), ports, cut),
    ScoreShard: (input: unknown): Promise<ShardTask> => scoreShard(ShardTask.parse(input), ports),
    Summarise: async (input: unknown): Promise<{ readonly state: string }> => {
      const { state } = await summarise(OfDrop.parse(input).dropId, ports);
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
