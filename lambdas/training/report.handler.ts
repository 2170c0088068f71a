import { trainingTaskHandler } from './training-task-handler.ts';

/** Writes the report and the card of a run's model. */
export const handler = trainingTaskHandler('Report');
