import { batchTaskHandler } from './batch-task-handler.ts';

/** Joins the shards and finishes the receipt. */
export const handler = batchTaskHandler('Summarise');
