import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { EventBridgeSchedule } from '../../../lambdas/schedule/schedule.eventbridge.ts';
import { schedulerExpression } from '../../../lambdas/schedule/scheduler-expression.ts';
import { scheduleContract } from '../../contracts/schedule.contract.ts';

const gone = () =>
  new ResourceNotFoundException({ message: 'no such schedule', Message: 'no such schedule', $metadata: {} });

/** The calls of EventBridge Scheduler that are used, on a map; pages have one schedule. */
function openSchedule() {
  const held = new Map<string, CreateScheduleCommandInput>();
  const mock = mockClient(SchedulerClient);
  const named = (name: string | undefined): CreateScheduleCommandInput => {
    const found = held.get(name ?? '');
    if (!found) throw gone();
    return found;
  };
  mock.on(CreateScheduleCommand).callsFake((input) => {
    held.set(input.Name, input);
    return { ScheduleArn: 'arn' };
  });
  mock.on(UpdateScheduleCommand).callsFake((input) => {
    named(input.Name);
    held.set(input.Name, input);
    return { ScheduleArn: 'arn' };
  });
  mock.on(GetScheduleCommand).callsFake((input) => named(input.Name));
  mock.on(DeleteScheduleCommand).callsFake((input) => {
    named(input.Name);
    held.delete(input.Name);
    return {};
  });
  mock.on(ListSchedulesCommand).callsFake((input) => {
    const names = [...held.keys()];
    const at = Number(input.NextToken ?? 0);
    const NextToken = at + 1 < names.length ? String(at + 1) : undefined;
    return { Schedules: names.slice(at, at + 1).map((Name) => ({ Name })), NextToken };
  });
  const options = {
    groupName: 'mainstay-dev',
    targetArn: 'arn:target',
    roleArn: 'arn:role',
    deadLetterArn: 'arn:dead',
  };
  return { schedule: new EventBridgeSchedule({ client: new SchedulerClient({}), ...options }), held };
}

describe('the schedule on EventBridge Scheduler', () => {
  scheduleContract(async () => openSchedule().schedule);

  it('says when, where and what in its words', async () => {
    const { schedule, held } = openSchedule();
    await schedule.put({ kind: 'recurring', name: 'retraining', cron: '0 3 * * 1', timeZone: 'Asia/Seoul' });
    await schedule.put({ kind: 'once', name: 'soon', at: '2027-01-04T08:00:00.000Z' });
    expect(held.get('retraining')).toMatchObject({
      GroupName: 'mainstay-dev',
      ScheduleExpression: 'cron(0 3 ? * MON *)',
      ScheduleExpressionTimezone: 'Asia/Seoul',
      ActionAfterCompletion: 'NONE',
      Target: { Arn: 'arn:target', RoleArn: 'arn:role', DeadLetterConfig: { Arn: 'arn:dead' } },
    });
    expect(held.get('soon')).toMatchObject({
      ScheduleExpression: 'at(2027-01-04T08:00:00)',
      ScheduleExpressionTimezone: 'UTC',
      ActionAfterCompletion: 'DELETE',
    });
  });
});

describe('schedulerExpression', () => {
  it.each([
    ['*/15 * * * *', 'cron(*/15 * * * ? *)'],
    ['0 3 1 */3 *', 'cron(0 3 1 */3 ? *)'],
    ['0 3 * * 0', 'cron(0 3 ? * SUN *)'],
    ['0 3 * * 7', 'cron(0 3 ? * SUN *)'],
    ['0 3 * * 1-5', 'cron(0 3 ? * MON,TUE,WED,THU,FRI *)'],
    ['0 3 * * 5-7', 'cron(0 3 ? * SUN,FRI,SAT *)'],
    ['0 3 * * */2', 'cron(0 3 ? * SUN,TUE,THU,SAT *)'],
  ])('turns %s into %s', (cron, expected) => {
    expect(schedulerExpression({ kind: 'recurring', name: 'a', cron, timeZone: 'UTC' })).toBe(expected);
  });
});
