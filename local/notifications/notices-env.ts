import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { noticeLanguages } from '../../core/notices/notice-words.ts';

/** An empty variable is one that is not set, as in a shell or a manifest. */
const setting = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : text))
  .optional();

function listOf<T extends z.ZodType<string, string>>(item: T) {
  return z
    .string()
    .default('')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ''))
    .pipe(z.array(item));
}

const webAddress = z.url({ protocol: /^https?$/, error: 'has to be an http or https address' });

/** Variables that say who is told what, and how. Secrets may be given as files: `<name>_FILE`. */
export const NoticesEnv = z
  .object({
    MAINSTAY_SMTP_URL: setting.meta({ description: 'Mail server: smtps://user:password@host:465' }),
    MAINSTAY_SMTP_URL_FILE: setting,
    MAINSTAY_MAIL_FROM: setting.meta({ description: 'Sender of mails' }),
    MAINSTAY_MAIL_TO: listOf(z.email()).meta({ description: 'Account managers, separated by commas' }),
    MAINSTAY_TEAM_MAIL_TO: listOf(z.email()).meta({ description: 'Those who run Mainstay, separated by commas' }),
    MAINSTAY_TEXT_TO: listOf(z.e164()).meta({ description: 'Numbers (+49…) that get text messages' }),
    MAINSTAY_TWILIO: setting.meta({ description: 'Credentials of Twilio, JSON: accountSid, authToken, from' }),
    MAINSTAY_TWILIO_FILE: setting,
    MAINSTAY_TWILIO_ENDPOINT: setting
      .pipe(webAddress.optional())
      .meta({ description: "Another address than Twilio's" }),
    MAINSTAY_WEBHOOK_URL: setting.pipe(webAddress.optional()).meta({ description: 'Gets every event, signed' }),
    MAINSTAY_WEBHOOK_SECRET: setting.meta({ description: 'Signs what is sent there; at least 16 characters' }),
    MAINSTAY_WEBHOOK_SECRET_FILE: setting,
    MAINSTAY_DASHBOARD_URL: setting.pipe(webAddress.optional()).meta({ description: 'Where links in mails lead' }),
    MAINSTAY_NOTICE_LANGUAGE: setting
      .pipe(z.enum(noticeLanguages, { error: 'has to be en or ko' }).default('en'))
      .meta({ description: 'Language that people are told in: en or ko' }),
  })
  .superRefine((env, context) => {
    const wrong = (name: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [name], message });
    };
    for (const name of ['MAINSTAY_SMTP_URL', 'MAINSTAY_TWILIO', 'MAINSTAY_WEBHOOK_SECRET'] as const) {
      if (env[name] !== undefined && env[`${name}_FILE`] !== undefined) wrong(name, `and ${name}_FILE are both set`);
    }
    const sends = env.MAINSTAY_SMTP_URL !== undefined || env.MAINSTAY_SMTP_URL_FILE !== undefined;
    if (sends && env.MAINSTAY_MAIL_FROM === undefined) wrong('MAINSTAY_MAIL_FROM', 'is needed with MAINSTAY_SMTP_URL');
    const signs = env.MAINSTAY_WEBHOOK_SECRET !== undefined || env.MAINSTAY_WEBHOOK_SECRET_FILE !== undefined;
    if (env.MAINSTAY_WEBHOOK_URL !== undefined && !signs) {
      wrong('MAINSTAY_WEBHOOK_SECRET', 'is needed with MAINSTAY_WEBHOOK_URL: the receiver must know who sends');
    }
    if (signs && env.MAINSTAY_WEBHOOK_URL === undefined) {
      wrong('MAINSTAY_WEBHOOK_SECRET', 'says nothing without MAINSTAY_WEBHOOK_URL');
    }
  });
export type NoticesEnv = z.infer<typeof NoticesEnv>;

/**
 * Reads those variables.
 *
 * @throws {DomainError} `invalid-request`, naming every variable that is wrong and none of their values
 */
export function readNoticesEnv(source: Readonly<Record<string, string | undefined>>): NoticesEnv {
  const parsed = NoticesEnv.safeParse(source);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new DomainError('invalid-request', wrong.join('; '));
}
