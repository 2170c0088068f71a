import { DomainError } from '../../core/errors.ts';
import { neverToSuppressed } from '../../core/outreach/never-to-suppressed.ts';
import type { Clock, Mail, Mailer, Notifier, Suppressions, Texter } from '../../core/ports.ts';
import type { LoggedMessage, SqliteMessageLog } from '../records/message-log.sqlite.ts';

export interface OutboxOptions {
  readonly messages: Pick<SqliteMessageLog, 'put'>;
  readonly suppressions: Pick<Suppressions, 'get'>;
  readonly clock: Clock;
}

type Logged = Pick<LoggedMessage, 'messageId' | 'channel' | 'to' | 'text'> & Partial<LoggedMessage>;

/** Notes messages of a home as what became of them. */
export function noteMessages({ messages, clock }: Pick<OutboxOptions, 'messages' | 'clock'>) {
  return (message: Logged): Promise<void> =>
    messages.put({ at: clock.now().toISOString(), subject: null, html: null, detail: null, state: 'kept', ...message });
}

/** What is noted of a mail. */
export function loggedMail({ messageId, to, subject, text, html }: Mail): Logged {
  return { messageId, channel: 'mail', to, subject, text, html: html ?? null };
}

/** Mail of a home that has no mail server: kept where people can read it. */
export function outboxMailer(options: OutboxOptions): Mailer {
  const note = noteMessages(options);
  const mailer: Mailer = {
    send: async (mail) => {
      await note(loggedMail(mail));
      return 'sent';
    },
  };
  return neverToSuppressed(mailer, options.suppressions);
}

/** Text messages of a home that has nobody to send them: kept where people can read them. */
export function outboxTexter(options: OutboxOptions): Texter {
  const note = noteMessages(options);
  return { send: ({ messageId, to, text }) => note({ messageId, channel: 'text', to, text }) };
}

/** What the team is told, kept where people can read it. Those who want it by mail are written to beside. */
export function outboxNotifier(options: OutboxOptions): Notifier {
  const note = noteMessages(options);
  return {
    tell: ({ noticeId, subject, text }) => note({ messageId: noticeId, channel: 'notice', to: '', subject, text }),
  };
}

/** A texter whose messages are noted, as sent or refused. */
export function notedTexter(texter: Texter, options: OutboxOptions): Texter {
  const note = noteMessages(options);
  return {
    send: async (message) => {
      const { messageId, to, text } = message;
      try {
        await texter.send(message);
      } catch (error) {
        if (error instanceof DomainError && error.code === 'message-refused') {
          await note({ messageId, channel: 'text', to, text, state: 'refused', detail: error.message });
        }
        throw error;
      }
      await note({ messageId, channel: 'text', to, text, state: 'sent' });
    },
  };
}
