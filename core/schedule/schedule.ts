import { z } from 'zod';
import { isTimeZone } from './time-zone.ts';

/** Least and greatest number of each of the five fields. */
const fields = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'weekday', from: 0, to: 7 },
] as const;

/**
 * Minute, hour, day of the month, month, weekday (0 and 7 are Sunday), as cron has them: numbers, `*`, lists, ranges, steps.
 * A day of the month and a weekday together mean different things to different schedulers, so that one of them is `*`.
 */
export const CronExpression = z.string().superRefine((text, context) => {
  const parts = text.split(' ');
  const wrong = (message: string): void => context.addIssue({ code: 'custom', message });
  if (parts.length !== fields.length) {
    wrong('five fields, separated by single blanks: minute, hour, day of the month, month, weekday');
    return;
  }
  for (const [index, { name, from, to }] of fields.entries()) {
    if (!fits(parts[index] ?? '', from, to))
      wrong(`${name}: *, or numbers from ${from} to ${to} as 3, 1-5, 1,15 or */2`);
  }
  if (parts[2] !== '*' && parts[4] !== '*') wrong('either a day of the month or a weekday');
});

function fits(field: string, from: number, to: number): boolean {
  return field.split(',').every((item) => {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(item);
    if (!match) return false;
    const [, low, high, step] = match.map((text) => (text === undefined ? undefined : Number(text)));
    if (step !== undefined && (step < 1 || step > to || (low !== undefined && high === undefined))) return false;
    if (low !== undefined && (low < from || low > to)) return false;
    return high === undefined || (high <= to && low !== undefined && low <= high);
  });
}

const Name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens');
const TimeZone = z.string().refine(isTimeZone, 'a time zone such as Europe/Dublin');

/** Something that is to happen again and again, or once. */
export const ScheduleEntry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('recurring'),
    name: Name,
    cron: CronExpression,
    timeZone: TimeZone.meta({ description: 'By whose clocks; daylight saving moves it' }),
  }),
  z.strictObject({ kind: z.literal('once'), name: Name, at: z.iso.datetime() }),
]);
export type ScheduleEntry = z.infer<typeof ScheduleEntry>;

/** Name of the entry by which a home trains anew. */
export const retrainingName = 'retraining';

/** Weekly, while hardly anybody works; new data of a week is enough to learn something from. */
export const usualRetraining = { kind: 'recurring', name: retrainingName, cron: '0 3 * * 1' } as const;

/** What happens by the clock. */
export interface Schedule {
  /** An entry of the same name is replaced; what is there already stays as it is. */
  put(entry: ScheduleEntry): Promise<void>;
  /** Removing what is not there is fine. */
  remove(name: string): Promise<void>;
  /** By name. One that was for once may still be there for a while after its time. */
  list(): Promise<readonly ScheduleEntry[]>;
}
