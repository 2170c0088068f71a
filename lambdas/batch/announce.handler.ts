import { batchTaskHandler } from './batch-task-handler.ts';

/** Tells the world how a drop ended. */
export const handler = batchTaskHandler('Announce');
