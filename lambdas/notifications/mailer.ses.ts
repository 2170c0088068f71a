import { createHash } from 'node:crypto';
import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { bareAddress } from '../../core/outreach/canonical-address.ts';
import { neverToSuppressed } from '../../core/outreach/never-to-suppressed.ts';
import type { Mailer, Suppressions } from '../../core/ports.ts';
import { asMessageFailure } from './message-failure.ts';

export interface SesOptions {
  readonly client: SESv2Client;
  readonly from: string;
  /** Reports bounces and complaints. */
  readonly configurationSet: string | undefined;
  readonly suppressions: Pick<Suppressions, 'get'>;
}

/** Mail by SES. SES gives the `Message-ID`; ours goes into a tag, which comes back with bounces and complaints. */
export function sesMailer({ client, from, configurationSet, suppressions }: SesOptions): Mailer {
  const mailer: Mailer = {
    send: async ({ messageId, to, subject, text, html, list }) => {
      try {
        await client.send(
          new SendEmailCommand({
            FromEmailAddress: from,
            Destination: { ToAddresses: [to] },
            ConfigurationSetName: configurationSet,
            // Tags take ASCII letters, digits, - and _ only.
            EmailTags: [{ Name: 'message', Value: createHash('sha256').update(messageId).digest('hex') }],
            Content: {
              Simple: {
                Subject: utf8(subject),
                Body: { Text: utf8(text), ...(html === undefined ? {} : { Html: utf8(html) }) },
                ...(list
                  ? {
                      Headers: [
                        { Name: 'List-Unsubscribe', Value: `<mailto:${bareAddress(from)}?subject=unsubscribe>` },
                      ],
                    }
                  : {}),
              },
            },
          }),
        );
      } catch (error) {
        throw asMessageFailure(error, 'SES');
      }
      return 'sent';
    },
  };
  return neverToSuppressed(mailer, suppressions);
}

function utf8(text: string): { Data: string; Charset: string } {
  return { Data: text, Charset: 'UTF-8' };
}
