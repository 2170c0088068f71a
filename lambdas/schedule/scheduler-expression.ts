import type { ScheduleEntry } from '../../core/schedule/schedule.ts';

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/** An entry's time in EventBridge Scheduler's words: `cron(0 3 ? * MON *)`, `at(2026-11-22T10:00:00)`. */
export function schedulerExpression(entry: ScheduleEntry): string {
  if (entry.kind === 'once') return `at(${new Date(entry.at).toISOString().slice(0, 19)})`;
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = entry.cron.split(' ');
  // One of the two days has to be `?`, and Sunday is 1 there: names say it without counting.
  const days = weekday === '*' ? [day, '?'] : ['?', namedWeekdays(weekday)];
  return `cron(${minute} ${hour} ${days[0]} ${month} ${days[1]} *)`;
}

/** Every weekday that a field speaks of, by name: a range over Sunday has no other form. */
function namedWeekdays(field: string): string {
  const chosen = new Set<number>();
  for (const item of field.split(',')) {
    const [range = '', step = '1'] = item.split('/');
    const [from, to] = range === '*' ? [0, 6] : range.split('-').map(Number);
    for (let day = from ?? 0; day <= (to ?? from ?? 0); day += Number(step)) chosen.add(day % 7);
  }
  return [...chosen]
    .toSorted((a, b) => a - b)
    .map((day) => weekdays[day])
    .join(',');
}
