import { z } from 'zod';

const mail = z.looseObject({ messageId: z.string() });
const recipient = z.looseObject({ emailAddress: z.string().min(3) });

const Bounce = z.looseObject({
  bounceType: z.enum(['Undetermined', 'Permanent', 'Transient']),
  bounceSubType: z.string(),
  bouncedRecipients: z.array(recipient),
  timestamp: z.iso.datetime(),
});
const Complaint = z.looseObject({
  complainedRecipients: z.array(recipient),
  timestamp: z.iso.datetime(),
  complaintFeedbackType: z.string().optional(),
  complaintSubType: z.string().nullish(),
});

/**
 * What SES says of a mail, by its configuration set (`eventType`) or by its older notifications (`notificationType`).
 * Fields: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const SesNotification = z
  .looseObject({ eventType: z.string().optional(), notificationType: z.string().optional() })
  .transform((found) => ({ ...found, kind: found.eventType ?? found.notificationType }))
  .pipe(
    z.discriminatedUnion('kind', [
      z.looseObject({ kind: z.literal('Bounce'), mail, bounce: Bounce }),
      z.looseObject({ kind: z.literal('Complaint'), mail, complaint: Complaint }),
      z.looseObject({
        kind: z.enum([
          'Click',
          'Delivery',
          'DeliveryDelay',
          'Open',
          'Reject',
          'Rendering Failure',
          'Send',
          'Subscription',
        ]),
        mail,
      }),
    ]),
  );
export type SesNotification = z.infer<typeof SesNotification>;

/** A message of an SNS subscription, whose text is SES's JSON. SNS signs it; the queue lets in that topic only. */
export const SnsEnvelope = z.looseObject({
  Type: z.literal('Notification'),
  MessageId: z.string(),
  Message: z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'is not JSON', input: 'text' });
      return z.NEVER;
    }
  }),
});
