import { trainingTaskHandler } from './training-task-handler.ts';

/** Tries a run's bundle in the serving engine, installs and registers it. */
export const handler = trainingTaskHandler('Verify');
