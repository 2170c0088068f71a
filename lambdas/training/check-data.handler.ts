import { trainingTaskHandler } from './training-task-handler.ts';

/** Takes a labelled file in and writes the rows of a run, or says why there is nothing to do. */
export const handler = trainingTaskHandler('CheckData');
