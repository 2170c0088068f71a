import type { z } from 'zod';
import { FunctionEnv } from '../shared/function-env.ts';

/** Variables of the function that takes in what lies in the inbox. */
export const ReceiveFileEnv = FunctionEnv;
export type ReceiveFileEnv = z.infer<typeof ReceiveFileEnv>;
