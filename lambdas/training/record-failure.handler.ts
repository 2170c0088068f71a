import { trainingTaskHandler } from './training-task-handler.ts';

/** Notes that a run failed, and tells. */
export const handler = trainingTaskHandler('RecordFailure');
