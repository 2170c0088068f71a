import type { z } from 'zod';
import { FunctionEnv } from '../shared/function-env.ts';

/** Variables of the function that hears what became of mails. It works on records, not on files. */
export const MailFeedbackEnv = FunctionEnv.omit({ BUCKET_NAME: true });
export type MailFeedbackEnv = z.infer<typeof MailFeedbackEnv>;
