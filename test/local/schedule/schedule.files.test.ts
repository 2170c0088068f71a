import { describe, expect, it } from '@jest/globals';
import type { ScheduleEntry } from '../../../core/schedule/schedule.ts';
import { FileObjectStore } from '../../../local/objects/object-store.files.ts';
import { FileSchedule, nextDue } from '../../../local/schedule/schedule.files.ts';
import { scheduleContract } from '../../contracts/schedule.contract.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const weekly: ScheduleEntry = { kind: 'recurring', name: 'retraining', cron: '0 3 * * 1', timeZone: 'Europe/Dublin' };

async function openSchedule() {
  const time = { now: new Date('2026-11-18T12:00:00Z') };
  const begun: string[] = [];
  let failures = 0;
  const objects = await FileObjectStore.open(temporaryFolder());
  /** As a process that starts would open it. */
  const open = () => new FileSchedule({ objects, clock: { now: () => time.now } });
  const lookAt = async (at: string, schedule = open(), failing = false): Promise<readonly string[]> => {
    begun.length = 0;
    time.now = new Date(at);
    await schedule.beginDue({
      onDue: async (entry, dueAt) => {
        if (failing) throw new Error('not now');
        begun.push(`${entry.name} ${dueAt.toISOString()}`);
      },
      onFailure: () => {
        failures += 1;
      },
    });
    return [...begun];
  };
  return { open, lookAt, time, failures: () => failures };
}

describe('the schedule in files', () => {
  scheduleContract(async () => (await openSchedule()).open());

  it('begins what is due once, also in a process that starts later', async () => {
    const { open, lookAt } = await openSchedule();
    await open().put(weekly);
    expect(await lookAt('2026-11-23T02:59:59Z')).toEqual([]);
    expect(await lookAt('2026-11-23T03:00:00Z')).toEqual(['retraining 2026-11-23T03:00:00.000Z']);
    expect(await lookAt('2026-11-23T03:00:01Z')).toEqual([]);
    await open().put(weekly); // as each start does
    expect(await lookAt('2026-11-30T03:00:30Z')).toEqual(['retraining 2026-11-30T03:00:00.000Z']);
  });

  it('makes up for what was missed once, however often it was due', async () => {
    const { open, lookAt } = await openSchedule();
    await open().put(weekly);
    expect(await lookAt('2027-01-13T12:00:00Z')).toEqual(['retraining 2026-11-23T03:00:00.000Z']);
    expect(await lookAt('2027-01-13T12:01:00Z')).toEqual([]);
    expect(await lookAt('2027-01-18T03:00:00Z')).toHaveLength(1);
  });

  it('keeps due what could not be begun, and forgets what was for once', async () => {
    const { open, lookAt, failures } = await openSchedule();
    await open().put({ kind: 'once', name: 'soon', at: '2026-11-19T00:00:00.000Z' });
    expect(await lookAt('2026-11-20T00:00:00Z', open(), true)).toEqual([]);
    expect(failures()).toBe(1);
    expect(await lookAt('2026-11-20T00:01:00Z')).toEqual(['soon 2026-11-19T00:00:00.000Z']);
    expect(await open().list()).toEqual([]);
  });

  it('goes by the clocks of its place', () => {
    const daily = { ...weekly, cron: '30 6 * * *' };
    expect(nextDue(daily, new Date('2026-07-01T00:00:00Z'))?.toISOString()).toBe('2026-07-01T05:30:00.000Z');
    expect(nextDue(daily, new Date('2026-12-01T00:00:00Z'))?.toISOString()).toBe('2026-12-01T06:30:00.000Z');
  });

  it('looks at the clock by itself until it is stopped', async () => {
    const { open, time } = await openSchedule();
    const schedule = open();
    await schedule.put({ kind: 'once', name: 'now', at: '2026-11-18T12:00:00.000Z' });
    time.now = new Date('2026-11-18T12:00:01Z');
    const name = await new Promise<string>((resolve, reject) => {
      schedule.start({ onDue: async (entry) => resolve(entry.name), onFailure: (_, error) => reject(error) });
    });
    await schedule.stop();
    expect(name).toBe('now');
  });
});
