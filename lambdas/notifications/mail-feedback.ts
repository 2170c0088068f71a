import { bareAddress } from '../../core/outreach/canonical-address.ts';
import type { Suppression, Suppressions } from '../../core/ports.ts';
import type { SesNotification } from './ses-notification.ts';

/** What was made of a notification. */
export interface Feedback {
  readonly kind: SesNotification['kind'];
  readonly suppressed: number;
  /** The mail did not arrive, and SES does not try it any longer. */
  readonly lost: boolean;
}

/**
 * Suppresses addresses that bounced for good or whose owner complained. A full mailbox or a slow server is no reason to
 * give an address up; nor is a recipient whom SES has suppressed for itself (`OnAccountSuppressionList`) unknown to us:
 * it is noted like a bounce. A "not spam" report is the opposite of a complaint.
 */
export async function takeFeedback(
  notification: SesNotification,
  suppressions: Pick<Suppressions, 'add'>,
): Promise<Feedback> {
  const { kind } = notification;
  const found = suppressionsOf(notification);
  for (const suppression of found) await suppressions.add(suppression);
  const lost = kind === 'Bounce' || kind === 'Reject' || kind === 'Rendering Failure';
  return { kind, suppressed: found.length, lost };
}

function suppressionsOf(notification: SesNotification): Suppression[] {
  if (notification.kind === 'Bounce') {
    const { bounceType, bouncedRecipients, timestamp: at } = notification.bounce;
    if (bounceType !== 'Permanent') return [];
    return bouncedRecipients.map(({ emailAddress }) => ({ address: bareAddress(emailAddress), reason: 'bounce', at }));
  }
  if (notification.kind === 'Complaint') {
    const { complainedRecipients, complaintFeedbackType, timestamp: at } = notification.complaint;
    if (complaintFeedbackType === 'not-spam') return [];
    return complainedRecipients.map(({ emailAddress }) => ({
      address: bareAddress(emailAddress),
      reason: 'complaint',
      at,
    }));
  }
  return [];
}
