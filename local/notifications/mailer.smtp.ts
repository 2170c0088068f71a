import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { bareAddress } from '../../core/outreach/canonical-address.ts';
import { neverToSuppressed } from '../../core/outreach/never-to-suppressed.ts';
import type { Mailer } from '../../core/ports.ts';
import { loggedMail, noteMessages, type OutboxOptions } from './outbox.messages.ts';

export interface SmtpOptions extends OutboxOptions {
  /** `smtp://user:password@host:587` or `smtps://…:465`. */
  readonly url: string;
  readonly from: string;
}

const SmtpError = z.object({ code: z.string().optional(), responseCode: z.int().optional() });

/** Mail by SMTP (nodemailer); what was sent or refused is noted. */
export function smtpMailer(options: SmtpOptions): Mailer & { close(): void } {
  const { url, from } = options;
  const note = noteMessages(options);
  const transport = createTransport(url, { from });
  const sender = bareAddress(from);
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  const mailer: Mailer = {
    send: async (mail) => {
      const { messageId, to, subject, text, html, list } = mail;
      try {
        await transport.sendMail({
          to,
          subject,
          text,
          html,
          messageId: `<${createHash('sha256').update(messageId).digest('hex').slice(0, 32)}@${domain}>`,
          headers: list ? { 'List-Unsubscribe': `<mailto:${sender}?subject=unsubscribe>` } : {},
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        const failure = asMessageFailure(error);
        if (failure.code === 'message-refused') {
          await note({ ...loggedMail(mail), state: 'refused', detail: failure.message });
        }
        throw failure;
      }
      await note({ ...loggedMail(mail), state: 'sent' });
      return 'sent';
    },
  };
  return { ...neverToSuppressed(mailer, options.suppressions), close: () => transport.close() };
}

/** 5xx for this mail is final (RFC 5321, 4.2.1), unless it is about who we are; all else may pass. */
function asMessageFailure(error: unknown): DomainError {
  const { code = 'unknown', responseCode } = SmtpError.safeParse(error).data ?? {};
  const isFinal = code === 'EENVELOPE' || code === 'EMESSAGE';
  const said = responseCode === undefined ? code : `${responseCode} (${code})`;
  return isFinal && (responseCode === undefined || responseCode >= 500)
    ? new DomainError('message-refused', `The mail server refused the mail: ${said}.`, { cause: error })
    : new DomainError('message-not-delivered', `The mail server did not take the mail: ${said}.`, { cause: error });
}
