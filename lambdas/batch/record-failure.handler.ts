import { batchTaskHandler } from './batch-task-handler.ts';

/** Notes on a drop that its workflow failed, and tells the world. */
export const handler = batchTaskHandler('RecordFailure');
