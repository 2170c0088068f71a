import { trainingTaskHandler } from './training-task-handler.ts';

/** Ends a run that found nothing to do. */
export const handler = trainingTaskHandler('RecordSkipped');
