import { z } from 'zod';

/** What EventBridge Scheduler hands a function of ours; it fills in the values as it calls. */
export const ScheduledEvent = z.strictObject({
  scheduleArn: z.string().min(1),
  /** The moment it was due, which the call may follow by the flexible window and retries. */
  scheduledAt: z.iso.datetime(),
  /** The same for all attempts. */
  executionId: z.string().min(1),
  /** 1 for the first. */
  attempt: z.coerce.number().int().positive(),
});
export type ScheduledEvent = z.infer<typeof ScheduledEvent>;

/** The input of every schedule: the words that Scheduler replaces. */
export const scheduledEventInput = {
  scheduleArn: '<aws.scheduler.schedule-arn>',
  scheduledAt: '<aws.scheduler.scheduled-time>',
  executionId: '<aws.scheduler.execution-id>',
  attempt: '<aws.scheduler.attempt-number>',
} as const satisfies Record<keyof z.input<typeof ScheduledEvent>, string>;
