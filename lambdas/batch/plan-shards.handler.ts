import { batchTaskHandler } from './batch-task-handler.ts';

/** Cuts a drop into shards. */
export const handler = batchTaskHandler('PlanShards');
