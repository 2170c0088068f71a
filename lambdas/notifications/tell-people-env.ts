import { z } from 'zod';
import { FunctionEnv } from '../shared/function-env.ts';

/** Texts of a list separated by commas; none if it is left out. */
function commaList<T extends z.ZodType<string, string>>(item: T) {
  return z
    .string()
    .default('')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ''))
    .pipe(z.array(item));
}

/** Variables of the function that tells people what happened. It works on records, not on files. */
export const TellPeopleEnv = FunctionEnv.omit({ BUCKET_NAME: true })
  .extend({
    TOPIC_ARN: z
      .string()
      .regex(/^arn:[\w-]+:sns:/, 'the ARN of an SNS topic')
      .meta({ description: 'Topic of the team that runs Mainstay' }),
    MAIL_FROM: z.string().min(3).optional().meta({ description: 'Sender of mails: an address of the SES identity' }),
    MAIL_CONFIGURATION_SET: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'SES configuration set that reports bounces and complaints' }),
    MAIL_TO: commaList(z.email()).meta({ description: 'Account managers, separated by commas; may be empty' }),
    TEXT_TO: commaList(z.e164()).meta({ description: 'Numbers (+49…) that get text messages; may be empty' }),
    TWILIO_SECRET_ARN: z
      .string()
      .regex(/^arn:[\w-]+:secretsmanager:/, 'the ARN of a secret')
      .optional()
      .meta({ description: 'Twilio credentials as JSON; needed where TEXT_TO names somebody' }),
    TWILIO_ENDPOINT: z.url().optional().meta({ description: "Another address than Twilio's own, for tests" }),
    DASHBOARD_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ description: 'Where links in mails lead' }),
    NOTICE_LANGUAGE: z.enum(['en', 'ko']).default('en').meta({ description: 'Language that people are told in' }),
  })
  .refine((env) => env.MAIL_TO.length === 0 || env.MAIL_FROM !== undefined, {
    path: ['MAIL_FROM'],
    message: 'is needed where MAIL_TO names somebody',
  })
  .refine((env) => env.TEXT_TO.length === 0 || env.TWILIO_SECRET_ARN !== undefined, {
    path: ['TWILIO_SECRET_ARN'],
    message: 'is needed where TEXT_TO names somebody',
  });
export type TellPeopleEnv = z.infer<typeof TellPeopleEnv>;
