import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type { z } from 'zod';
import type { RecordsIndexName } from '../../lambdas/records/table.ts';
import type { FindStuckDropsEnv } from '../../lambdas/schedule/find-stuck-drops-env.ts';
import type { Stores } from '../data/data-stack.ts';
import { DeadLetters } from '../shared/dead-letters.ts';
import { grantIndexes, grantKey } from '../shared/grants.ts';
import { MainstayFunction } from '../shared/mainstay-function.ts';
import type { Stage } from '../stages.ts';
import { OnTime } from './on-time.ts';

/** What operations watches of the schedule stack. */
export interface Scheduled {
  readonly groupName: string;
  readonly deadLetters: DeadLetters;
  readonly functions: Readonly<Record<string, MainstayFunction>>;
}

export interface ScheduleStackProps extends StackProps {
  readonly stageName: string;
  readonly stores: Stores;
}

/** What runs by the clock. */
export class ScheduleStack extends Stack {
  readonly scheduled: Scheduled;

  constructor(scope: Construct, id: string, stage: Stage, { stageName, stores, ...props }: ScheduleStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.production });
    const { timeZone, stuckDropsAt } = stage.schedule;
    const groupName = `mainstay-${stageName}`; // by name, since the metrics of its schedules stand under it
    const group = new ScheduleGroup(this, 'Group', { scheduleGroupName: groupName });
    const deadLetters = new DeadLetters(this, 'DeadLetters', stageName, 'schedule');

    const findStuckDrops = new MainstayFunction(this, 'FindStuckDrops', {
      entry: 'schedule/find-stuck-drops.handler.ts',
      description: 'Mainstay: looks for drops that should be done by now',
      timeout: Duration.minutes(1),
      memoryMb: 512,
      logRetention: stage.retention.logDays,
      deadLetters,
      environment: {
        STAGE: stageName,
        TABLE_NAME: stores.table.tableName,
      } satisfies z.input<typeof FindStuckDropsEnv>,
    });
    grantIndexes(findStuckDrops, stores.table, ['byTime'] satisfies RecordsIndexName[]);
    grantKey(findStuckDrops, stores);
    new OnTime(this, 'StuckDropsDaily', {
      group,
      description: 'Looks for drops that should be done by now',
      expression: dailyAt(stuckDropsAt),
      timeZone,
      target: { function: findStuckDrops },
      deadLetters,
    });
    this.scheduled = { groupName, deadLetters, functions: { 'find-stuck-drops': findStuckDrops } };
  }
}

/** Scheduler's words for a time of day such as 06:30. */
function dailyAt(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return `cron(${minute} ${hour} * * ? *)`;
}
