import { batchTaskHandler } from './batch-task-handler.ts';

/** Scores and records one shard. */
export const handler = batchTaskHandler('ScoreShard');
