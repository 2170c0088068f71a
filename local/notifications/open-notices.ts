import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../api/deps.ts';
import { DomainError } from '../../core/errors.ts';
import { tellPeople } from '../../core/notices/tell-people.ts';
import { parseTwilioCredentials, twilioTexter } from '../../core/outreach/texter.twilio.ts';
import type { Mailer, Texter } from '../../core/ports.ts';
import { EventDelivery, type Subscriber } from '../events/deliver-events.ts';
import { webhook } from '../events/webhook.ts';
import type { Home } from '../home/open-home.ts';
import { smtpMailer } from './mailer.smtp.ts';
import { type NoticesEnv, readNoticesEnv } from './notices-env.ts';
import { notedTexter, outboxMailer, outboxNotifier, outboxTexter } from './outbox.messages.ts';
import { environmentSecrets } from './secrets.env.ts';

type Source = Readonly<Record<string, string | undefined>>;
type NoticesHome = Pick<Home, 'records' | 'clock'>;

/** Stands for the account managers of a home where nobody is named: what they would get is kept in the outbox. */
const nobodyNamed = 'account-managers';
/** How long messages are kept, ms. */
const keptMs = 90 * 24 * 60 * 60 * 1000;
const shortestWebhookSecret = 16;
const twilioSecret = 'MAINSTAY_TWILIO';

/**
 * Tells people and other systems what happens in a home, as its variables say. Nothing is sent before `start`.
 *
 * @throws {DomainError} `invalid-request`, `secret-missing`, naming the variable that is wrong
 */
export async function openNotices(
  home: NoticesHome,
  source: Source,
  log: Log,
): Promise<{ start(): void; stop(): Promise<void> }> {
  const env = readNoticesEnv(source);
  const { mailer, close } = await mailerOf(home, env, source);
  const delivery = new EventDelivery({
    outbox: home.records.outbox,
    subscribers: [await peopleOf(home, env, source, mailer, log), ...(await webhooksOf(home, env, source))],
    clock: home.clock,
    onFailure: (subscriber, { eventId, type }, error, waitMs) =>
      log.error('event-not-delivered', { subscriber, eventId, type, error: String(error), waitMs }),
  });
  return {
    start: () => {
      home.records.messages.prune(home.clock.now().getTime() - keptMs);
      delivery.start();
    },
    stop: async () => {
      await delivery.stop();
      close();
    },
  };
}

async function peopleOf(
  home: NoticesHome,
  env: NoticesEnv,
  source: Source,
  mailer: Mailer,
  log: Log,
): Promise<Subscriber> {
  const { records, clock } = home;
  const { messages, suppressions, idempotency } = records;
  const named = env.MAINSTAY_MAIL_TO;
  const settings = {
    teamMailTo: env.MAINSTAY_TEAM_MAIL_TO,
    mailTo: named.length === 0 && !sendsMail(env) ? [nobodyNamed] : named,
    textTo: env.MAINSTAY_TEXT_TO,
    language: env.MAINSTAY_NOTICE_LANGUAGE,
    dashboardUrl: env.MAINSTAY_DASHBOARD_URL,
  };
  const ports = {
    notifier: outboxNotifier({ messages, suppressions, clock }),
    mailer,
    texter: await texterOf(home, env, source),
    idempotency,
    clock,
  };
  return {
    name: 'people',
    deliver: (event) =>
      tellPeople(event, settings, {
        ...ports,
        onOutcome: ({ channel }, outcome, error) => {
          const facts = { eventId: event.eventId, type: event.type, channel, outcome };
          if (error === undefined) log.info('told', facts);
          else log.error('not-told', { ...facts, error: String(error) });
        },
      }),
  };
}

function sendsMail(env: NoticesEnv): boolean {
  return env.MAINSTAY_SMTP_URL !== undefined || env.MAINSTAY_SMTP_URL_FILE !== undefined;
}

async function mailerOf(
  { records: { messages, suppressions }, clock }: NoticesHome,
  env: NoticesEnv,
  source: Source,
): Promise<{ mailer: Mailer; close: () => void }> {
  const options = { messages, suppressions, clock };
  if (!sendsMail(env)) return { mailer: outboxMailer(options), close: () => undefined };
  const url = await environmentSecrets(source).get('MAINSTAY_SMTP_URL');
  if (!/^smtps?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new DomainError('invalid-request', 'MAINSTAY_SMTP_URL has to be smtp://… or smtps://…');
  }
  const mailer = smtpMailer({ ...options, url, from: env.MAINSTAY_MAIL_FROM ?? '' });
  return { mailer, close: () => mailer.close() };
}

async function texterOf(
  { records: { messages, suppressions }, clock }: NoticesHome,
  env: NoticesEnv,
  source: Source,
): Promise<Texter> {
  const options = { messages, suppressions, clock };
  if (env.MAINSTAY_TWILIO === undefined && env.MAINSTAY_TWILIO_FILE === undefined) return outboxTexter(options);
  const secrets = environmentSecrets(source);
  parseTwilioCredentials(await secrets.get(twilioSecret), twilioSecret); // wrong ones are said at the start
  return notedTexter(
    twilioTexter({ secrets, secretName: twilioSecret, fetch, sleep, endpoint: env.MAINSTAY_TWILIO_ENDPOINT }),
    options,
  );
}

async function webhooksOf({ clock }: NoticesHome, env: NoticesEnv, source: Source): Promise<Subscriber[]> {
  if (env.MAINSTAY_WEBHOOK_URL === undefined) return [];
  const secret = await environmentSecrets(source).get('MAINSTAY_WEBHOOK_SECRET');
  if (secret.length < shortestWebhookSecret) {
    const detail = `MAINSTAY_WEBHOOK_SECRET has to have at least ${shortestWebhookSecret} characters`;
    throw new DomainError('invalid-request', `${detail}, such as those of: openssl rand -base64 24`);
  }
  return [webhook({ url: env.MAINSTAY_WEBHOOK_URL, secret, clock })];
}
