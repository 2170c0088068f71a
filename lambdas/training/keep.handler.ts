import { trainingTaskHandler } from './training-task-handler.ts';

/** Leaves the champion in its place. */
export const handler = trainingTaskHandler('Keep');
