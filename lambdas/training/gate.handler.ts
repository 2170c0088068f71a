import { trainingTaskHandler } from './training-task-handler.ts';

/** Decides whether a run's model takes the champion's place. */
export const handler = trainingTaskHandler('Gate');
