import type { z } from 'zod';
import { FunctionEnv } from '../shared/function-env.ts';

/** Variables of the function that looks for drops that got stuck: it reads receipts, no files. */
export const FindStuckDropsEnv = FunctionEnv.omit({ BUCKET_NAME: true });
export type FindStuckDropsEnv = z.infer<typeof FindStuckDropsEnv>;
