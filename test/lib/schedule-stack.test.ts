import { beforeAll, describe, expect, it } from '@jest/globals';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { z } from 'zod';
import { ScheduledEvent } from '../../lambdas/schedule/scheduled-event.ts';
import { OnTime } from '../../lib/schedule/on-time.ts';
import { DeadLetters } from '../../lib/shared/dead-letters.ts';
import { stageNamed } from '../../lib/stages.ts';
import { templatesOf, triedStages } from './support/synthesised.ts';

const Schedules = z.record(z.string(), z.object({ Properties: z.object({ Target: z.object({ Input: z.string() }) }) }));

describe.each(Object.keys(triedStages))('ScheduleStack of %s', (stageName) => {
  const { schedule, retention } = stageNamed(stageName, triedStages);
  let template: Template;
  beforeAll(() => {
    template = templatesOf(stageName).schedule;
  });

  it('looks for stuck drops every day by the clocks of the team', () => {
    expect(schedule).toMatchObject({ timeZone: 'Europe/Dublin', stuckDropsAt: '06:30' });
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      GroupName: Match.anyValue(),
      ScheduleExpression: 'cron(30 6 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Dublin',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      State: 'ENABLED',
      Target: Match.objectLike({
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FindStuckDrops'), 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: 7_200, MaximumRetryAttempts: 10 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeadLetters'), 'Arn'] } },
      }),
    });
    template.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: `mainstay-${stageName}` });
  });

  it('hands the function what it reads, once Scheduler has filled in its words', () => {
    const [found] = Object.values(Schedules.parse(template.findResources('AWS::Scheduler::Schedule')));
    const filled = (found?.Properties.Target.Input ?? '')
      .replace('<aws.scheduler.schedule-arn>', 'arn:aws:scheduler:eu-west-1:123456789012:schedule/mainstay-dev/x')
      .replace('<aws.scheduler.scheduled-time>', '2026-11-20T06:30:00Z')
      .replace('<aws.scheduler.execution-id>', 'd32c5kddcf5bb8c3')
      .replace('<aws.scheduler.attempt-number>', '1');
    expect(ScheduledEvent.parse(JSON.parse(filled))).toMatchObject({ scheduledAt: '2026-11-20T06:30:00Z', attempt: 1 });
  });

  it('lets only schedules of its group start the function', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' }, 'aws:SourceArn': Match.anyValue() },
            },
          }),
        ],
      },
    });
  });

  it('logs as long as the stage says', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: retention.logDays });
  });
});

describe('OnTime', () => {
  it('starts workflows too, at other times and on other terms, and can be switched off', () => {
    const stack = new Stack(new App(), 'Weekly', { env: { region: 'eu-west-1' } });
    const stateMachine = new StateMachine(stack, 'Training', {
      definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Nothing')),
    });
    new OnTime(stack, 'Weekly', {
      group: new ScheduleGroup(stack, 'Group'),
      description: 'Trains',
      expression: 'cron(0 3 ? * SUN *)',
      timeZone: 'Asia/Seoul',
      target: { stateMachine },
      deadLetters: new DeadLetters(stack, 'DeadLetters', 'dev', 'weekly'),
      within: Duration.hours(1),
      retryFor: Duration.hours(24),
      retries: 100,
      enabled: false,
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpressionTimezone: 'Asia/Seoul',
      FlexibleTimeWindow: { MaximumWindowInMinutes: 60 },
      State: 'DISABLED',
      Target: Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 100 } }),
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          { Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: Match.stringLikeRegexp('^Training') } },
        ]),
      },
    });
  });
});
