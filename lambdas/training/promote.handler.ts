import { trainingTaskHandler } from './training-task-handler.ts';

/** Moves the champion pointer to a run's model. */
export const handler = trainingTaskHandler('Promote');
