import { DomainError } from '../errors.ts';
import type { MainstayEvent } from '../events.ts';
import type { Clock, IdempotencyStore, Mailer, Notifier, Texter } from '../ports.ts';
import { type MessageToPeople, messagesOf, type NoticeSettings } from './messages-of.ts';

export interface TellPeoplePorts {
  readonly notifier: Notifier;
  readonly mailer: Mailer;
  readonly texter: Texter;
  readonly idempotency: IdempotencyStore;
  readonly clock: Clock;
  /** Told of every message that was handed over, left out or given up. */
  readonly onOutcome: (message: MessageToPeople, outcome: MessageOutcome, error?: Error) => void;
}

/** `refused` and `suppressed` are final; `failed` is tried again. */
export type MessageOutcome = 'sent' | 'suppressed' | 'refused' | 'failed';

/**
 * Tells people of an event, everyone once however often the event comes: each message is claimed before it is handed over
 * and noted after, for a day. A process that dies between the two makes a second message a minute later: rather told twice
 * than not at all. One recipient that cannot be reached keeps no other from being told.
 *
 * @throws {Error} where somebody still has to be told: the same event again tells those only
 */
export async function tellPeople(
  event: MainstayEvent,
  settings: NoticeSettings,
  ports: TellPeoplePorts,
): Promise<void> {
  const untold: unknown[] = [];
  for (const message of messagesOf(event, settings)) {
    try {
      await once(message, ports);
    } catch (error) {
      untold.push(error);
    }
  }
  if (untold.length > 0) throw untold[0];
}

async function once(message: MessageToPeople, ports: TellPeoplePorts): Promise<void> {
  const { idempotency, clock, onOutcome } = ports;
  const key = `notice#${message.messageId}`;
  const claim = await idempotency.claim(key, message.channel, clock.now());
  if (claim === 'in-progress') throw new DomainError('request-in-progress', 'This message is being sent already.');
  if (claim !== 'claimed') return;
  let outcome: MessageOutcome;
  let failure: Error | undefined;
  try {
    outcome = await handOver(message, ports);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'message-refused') {
      await idempotency.release(key);
      onOutcome(message, 'failed', error instanceof Error ? error : new Error('no error was thrown', { cause: error }));
      throw error;
    }
    outcome = 'refused';
    failure = error;
  }
  const noted = { status: 200, contentType: 'text/plain', body: outcome, customerIds: [] };
  await idempotency.complete(key, noted, clock.now());
  onOutcome(message, outcome, failure);
}

async function handOver(
  message: MessageToPeople,
  { notifier, mailer, texter }: TellPeoplePorts,
): Promise<MessageOutcome> {
  const { channel, messageId, to, subject, text } = message;
  switch (channel) {
    case 'notice':
      await notifier.tell({ noticeId: messageId, subject, text });
      return 'sent';
    case 'mail':
      return mailer.send({ messageId, to, subject, text, list: true });
    default:
      await texter.send({ messageId, to, text });
      return 'sent';
  }
}
