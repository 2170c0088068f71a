import { trainingTaskHandler } from './training-task-handler.ts';

/** Ends a run and tells how. */
export const handler = trainingTaskHandler('Notify');
