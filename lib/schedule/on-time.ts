import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, type IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { scheduledEventInput } from '../../lambdas/schedule/scheduled-event.ts';

/** What a schedule starts. */
export type ScheduleTarget = { readonly function: IFunction } | { readonly stateMachine: IStateMachine };

export interface OnTimeProps {
  readonly group: IScheduleGroup;
  readonly description: string;
  /** Scheduler's own words: `cron(30 6 * * ? *)`, `rate(7 days)`. */
  readonly expression: string;
  /** By whose clocks; daylight saving moves it. */
  readonly timeZone: string;
  readonly target: ScheduleTarget;
  /** Calls that were tried in vain until the end. */
  readonly deadLetters: IQueue;
  /** It may start so much later, so that not all the world starts at the full hour. 1 minute to 24 hours. */
  readonly within?: Duration;
  /** How long it is tried, and how often. */
  readonly retryFor?: Duration;
  readonly retries?: number;
  /** False: it is there and does not run. */
  readonly enabled?: boolean;
}

/**
 * Something that runs by the clock. Its target gets {@link scheduledEventInput}; a function is invoked without waiting
 * for its answer, so what it throws is repeated by Lambda, which puts it aside itself (`deadLetters` of the function), and
 * what cannot be invoked is repeated here.
 */
export class OnTime extends Construct {
  constructor(scope: Construct, id: string, props: OnTimeProps) {
    super(scope, id);
    const { group, description, expression, timeZone, target, deadLetters, enabled = true } = props;
    const { within = Duration.minutes(15), retryFor = Duration.hours(2), retries = 10 } = props;
    // Only schedules of this group may take on the role: another account's cannot be talked into using it.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': group.scheduleGroupArn },
        },
      }),
    });
    const { arn, action } = started(target);
    role.addToPolicy(new PolicyStatement({ actions: [action], resources: [arn] }));
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }));
    const schedule = new CfnSchedule(this, 'Schedule', {
      description,
      groupName: group.scheduleGroupName,
      scheduleExpression: expression,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: within.toMinutes() },
      state: enabled ? 'ENABLED' : 'DISABLED',
      target: {
        arn,
        roleArn: role.roleArn,
        input: JSON.stringify(scheduledEventInput),
        retryPolicy: { maximumEventAgeInSeconds: retryFor.toSeconds(), maximumRetryAttempts: retries },
        deadLetterConfig: { arn: deadLetters.queueArn },
      },
    });
    schedule.node.addDependency(role); // Scheduler tries the role as the schedule is made
  }
}

function started(target: ScheduleTarget): { readonly arn: string; readonly action: string } {
  return 'function' in target
    ? { arn: target.function.functionArn, action: 'lambda:InvokeFunction' }
    : { arn: target.stateMachine.stateMachineArn, action: 'states:StartExecution' };
}
