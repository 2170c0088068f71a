import { expect, it } from '@jest/globals';
import type { Schedule, ScheduleEntry } from '../../core/schedule/schedule.ts';

const weekly = {
  kind: 'recurring',
  name: 'retraining',
  cron: '0 3 * * 1',
  timeZone: 'Asia/Seoul',
} as const satisfies ScheduleEntry;
const once = { kind: 'once', name: 'after-holidays', at: '2027-01-04T08:00:00.000Z' } as const satisfies ScheduleEntry;

/** What every adapter of {@link Schedule} does. */
export function scheduleContract(open: () => Promise<Schedule>): void {
  it('holds entries by name and gives them back as they were', async () => {
    const schedule = await open();
    expect(await schedule.list()).toEqual([]);
    await schedule.put(weekly);
    await schedule.put(once);
    await schedule.put(weekly);
    expect(await schedule.list()).toEqual([once, weekly]);
  });

  it('replaces an entry, also by one of the other kind', async () => {
    const schedule = await open();
    await schedule.put(weekly);
    await schedule.put({ ...weekly, cron: '30 4 1 * *' });
    expect(await schedule.list()).toEqual([{ ...weekly, cron: '30 4 1 * *' }]);
    await schedule.put({ ...once, name: weekly.name });
    expect(await schedule.list()).toEqual([{ ...once, name: weekly.name }]);
  });

  it('removes an entry, and does not mind one that is not there', async () => {
    const schedule = await open();
    await schedule.put(weekly);
    await schedule.remove(weekly.name);
    await schedule.remove('never-there');
    expect(await schedule.list()).toEqual([]);
  });

  it.each([
    ['six fields', { ...weekly, cron: '0 0 3 * * 1' }],
    ['a minute that there is not', { ...weekly, cron: '60 3 * * 1' }],
    ['a day of the month and a weekday', { ...weekly, cron: '0 3 1 * 1' }],
    ['a range backwards', { ...weekly, cron: '0 5-3 * * *' }],
    ['a time zone that there is not', { ...weekly, timeZone: 'Europe/Atlantis' }],
    ['a name with a slash', { ...weekly, name: 'a/b' }],
  ])('refuses %s', async (_, entry) => {
    const schedule = await open();
    await expect(schedule.put(entry)).rejects.toThrow();
    expect(await schedule.list()).toEqual([]);
  });
}
