import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { allTemplatesOf, templatesOf, triedStages } from './support/synthesised.ts';

const Alarms = z.record(
  z.string(),
  z.object({
    Properties: z.object({
      AlarmName: z.string(),
      AlarmDescription: z.string(),
      AlarmActions: z.array(z.unknown()),
      OKActions: z.array(z.unknown()),
      TreatMissingData: z.string(),
      Threshold: z.number(),
    }),
  }),
);
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const paragraphs = [...runbook.matchAll(/^### (.+)$/gm)].map((match) => match[1] ?? '');

describe.each(Object.keys(triedStages))('OperationsStack of %s', (stageName) => {
  let template: Template;
  let alarms: z.infer<typeof Alarms>[string]['Properties'][];
  beforeAll(() => {
    template = templatesOf(stageName).operations;
    const found = Alarms.parse(template.findResources('AWS::CloudWatch::Alarm'));
    alarms = Object.values(found).map(({ Properties }) => Properties);
  });

  it('tells the topic of every alarm, and again when it is over', () => {
    const topics = Object.keys(template.findResources('AWS::SNS::Topic'));
    expect(topics).toHaveLength(1);
    expect(alarms.length).toBeGreaterThan(0);
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toEqual([{ Ref: topics[0] }]);
      expect(OKActions).toEqual([{ Ref: topics[0] }]);
    }
  });

  it('links every alarm to its paragraph of the runbook, by a name that says which and of what', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const paragraph = AlarmDescription.match(/ What to do: (?:https:\/\/|docs\/)\S+#(\S+)$/)?.[1] ?? 'none';
      expect(paragraphs).toContain(paragraph);
      expect(AlarmName).toMatch(new RegExp(`^mainstay-${stageName}-${paragraph}(-[a-z-]+)?$`));
    }
    expect(new Set(alarms.map(({ AlarmName }) => AlarmName)).size).toBe(alarms.length);
  });

  it('rings on what callers feel: errors, crashes, waiting, refusals', () => {
    const rings = (namespace: string, metric: string, rest: object) =>
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Match.anyValue(),
        ...rest,
      });
    rings('AWS/ApiGateway', '5xx', { Statistic: 'Sum', Period: 300, Threshold: 3 });
    rings('AWS/Lambda', 'Errors', { Statistic: 'Sum', Threshold: 1 });
    rings('AWS/Lambda', 'Throttles', { Statistic: 'Sum', Threshold: 1 });
    rings('AWS/Lambda', 'Duration', { Statistic: 'Maximum', Threshold: 23_200 }); // 0.8 × 29 s
    for (const name of ['ChampionNotLoaded', 'EventsNotPublished', 'MalformedEvents'])
      rings('Mainstay', name, {
        Dimensions: [
          { Name: 'service', Value: 'api' },
          { Name: 'stage', Value: stageName },
        ],
        Statistic: 'Sum',
        Threshold: 1,
      });
    rings('AWS/ApiGateway', 'Latency', { ExtendedStatistic: 'p99', Threshold: stageName === 'dev' ? 1_500 : 1_000 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: Match.arrayWith([Match.objectLike({ Expression: 'IF(calls >= 50, 100 * refused / calls, 0)' })]),
    });
  });

  it.each(['ThrottledRequests', 'SystemErrors'])(
    'rings on %s of every call that functions make of the records',
    (name) => {
      for (const operation of [
        'GetItem',
        'Query',
        'PutItem',
        'UpdateItem',
        'DeleteItem',
        'BatchGetItem',
        'BatchWriteItem',
      ])
        template.hasResourceProperties('AWS::CloudWatch::Alarm', {
          Metrics: Match.arrayWith([
            Match.objectLike({
              MetricStat: Match.objectLike({
                Metric: Match.objectLike({
                  MetricName: name,
                  Dimensions: Match.arrayWith([{ Name: 'Operation', Value: operation }]),
                }),
              }),
            }),
          ]),
        });
    },
  );

  it('publishes to the topic over TLS only, and lets in CloudWatch of this account only', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sns:Publish',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });

  it.each([
    ['ExecutionsFailed', 'batch-failed', 1],
    ['ExecutionsTimedOut', 'batch-timed-out', 1],
    ['ExecutionsAborted', 'batch-aborted', 1],
    ['ExecutionThrottled', 'batch-throttled', 3],
  ])('rings on %s of the batch workflow', (metric, name, periods) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `mainstay-${stageName}-${name}`,
      Namespace: 'AWS/States',
      MetricName: metric,
      Dimensions: [{ Name: 'StateMachineArn', Value: Match.anyValue() }],
      Threshold: 1,
      EvaluationPeriods: periods,
    });
  });

  it('rings on the first message of every queue of dead letters, and on messages that wait', () => {
    const queues = allTemplatesOf(stageName).flatMap((one) => Object.values(one.findResources('AWS::SQS::Queue')));
    const names = queues.map(({ Properties }) => z.string().parse(Properties.QueueName));
    expect(names.length).toBeGreaterThan(6);
    for (const name of names) {
      const [, dead] = name.match(/^mainstay-[a-z]+-(.+)-dead-letters$/) ?? [];
      const [, waiting] = name.match(/^mainstay-[a-z]+-(.+)$/) ?? [];
      template.hasResourceProperties(
        'AWS::CloudWatch::Alarm',
        dead === undefined
          ? {
              AlarmName: `mainstay-${stageName}-queue-waiting-${waiting}`,
              MetricName: 'ApproximateAgeOfOldestMessage',
              Dimensions: [{ Name: 'QueueName', Value: Match.anyValue() }],
              Threshold: 900,
            }
          : {
              AlarmName: `mainstay-${stageName}-dead-letters-${dead}`,
              MetricName: 'ApproximateNumberOfMessagesVisible',
              Dimensions: [{ Name: 'QueueName', Value: Match.anyValue() }],
              Threshold: 1,
              EvaluationPeriods: 1,
            },
      );
    }
  });

  it('rings on errors of every function, and where calls of it were turned away', () => {
    const functions = allTemplatesOf(stageName).flatMap((one) =>
      Object.keys(one.findResources('AWS::Lambda::Function')),
    );
    for (const metric of ['Errors', 'Throttles']) {
      const watched = Object.values(
        template.findResources('AWS::CloudWatch::Alarm', {
          Properties: { Namespace: 'AWS/Lambda', MetricName: metric },
        }),
      ).map(({ Properties }) => JSON.stringify(Properties.Dimensions));
      expect(new Set(watched).size).toBe(functions.length);
      for (const id of functions) expect(watched.filter((one) => one.includes(id))).toHaveLength(1);
    }
  });

  it.each([
    ['DropsStuck', 'batch'],
    ['NoticesFailed', 'notifications'],
  ])('rings on %s as functions count it', (metric, service) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Mainstay',
      MetricName: metric,
      Dimensions: [
        { Name: 'service', Value: service },
        { Name: 'stage', Value: stageName },
      ],
      Statistic: 'Sum',
      Threshold: 1,
    });
  });

  it('rings on schedules that could not start what they should', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Scheduler',
      MetricName: 'InvocationDroppedCount',
      Dimensions: [{ Name: 'ScheduleGroup', Value: `mainstay-${stageName}` }],
    });
  });

  it('shows all alarms, calls, records, files, queues, cold starts and messages on one dashboard', () => {
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: `mainstay-${stageName}` });
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard?.Properties.DashboardBody);
    for (const title of ['Calls', 'Record time, ms', 'Files worked on', 'Dead letters', 'Cold starts', 'People told'])
      expect(body).toContain(`\\"title\\":\\"${title}\\"`);
    expect(body).toContain('ispresent(@initDuration)');
    const ids = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
    expect(ids.filter((id) => !body.includes(id))).toEqual([]);
  });
});

describe('the runbook', () => {
  it('has a paragraph for all that can ring, and none for what cannot', () => {
    const { operations } = templatesOf('full');
    const links = JSON.stringify(operations.toJSON()).match(/What to do: https:[^"\\ ]+#[a-z-]+/g) ?? [];
    expect([...new Set(links.map((link) => link.split('#')[1] ?? ''))].toSorted()).toEqual(paragraphs.toSorted());
  });

  it('says of every queue of dead letters how to replay it', () => {
    for (const heading of paragraphs.filter((one) => one.startsWith('dead-letters-'))) {
      const paragraph = runbook.split(`### ${heading}\n`)[1]?.split('\n### ')[0] ?? '';
      expect(paragraph).toMatch(/```sh\n(move_back|aws events start-replay|aws lambda invoke)/);
    }
  });
});

describe('the commands of runbook and guide', () => {
  const guide = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');

  it('name logs that are there', () => {
    const { batch, notifications, schedule, serving, training } = templatesOf('full');
    const stacks = {
      Batch: batch,
      Notifications: notifications,
      Schedule: schedule,
      Serving: serving,
      Training: training,
    };
    const asked = [...runbook.matchAll(/\blog (Batch|Notifications|Schedule|Serving|Training)\s+([A-Za-z]+)/g)];
    expect(asked.length).toBeGreaterThan(12);
    const missing = asked.filter(([, stack = '', name = '']) => {
      const [, template] = Object.entries(stacks).find(([one]) => one === stack) ?? [];
      const groups = Object.keys(template?.findResources('AWS::Logs::LogGroup') ?? {});
      return !groups.some((group) => group.startsWith(name));
    });
    expect(missing.map(([command]) => command)).toEqual([]);
  });

  it('name outputs that stacks have', () => {
    const outputs = new Set(
      Object.entries(templatesOf('full')).flatMap(([stack, template]) =>
        Object.keys(template.findOutputs('*')).map((name) => `${stack} ${name}`),
      ),
    );
    const asked = [...guide.matchAll(/\$\(output ([A-Z]\w+) (\w+)\)/g)].map(
      ([, stack = '', name = '']) => `${stack.toLowerCase()} ${name}`,
    );
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((output) => !outputs.has(output))).toEqual([]);
  });

  it.each(['runbook', 'guide'])('are words that a shell understands, in the %s', (name) => {
    const blocks = [...(name === 'runbook' ? runbook : guide).matchAll(/```sh\n([^]*?)```/g)].map(
      ([, block = '']) => block,
    );
    expect(blocks.length).toBeGreaterThan(5);
    for (const block of blocks) execFileSync('bash', ['-n'], { input: block, stdio: ['pipe', 'ignore', 'pipe'] });
  });
});

describe('OperationsStack where everything is on', () => {
  it('rings before AWS looks into bounces and complaints, and where the CRM does not answer', () => {
    const { operations } = templatesOf('full');
    operations.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Reputation.BounceRate',
      Threshold: 0.04,
    });
    operations.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Reputation.ComplaintRate',
      Threshold: 0.0008,
    });
    operations.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Events',
      MetricName: 'RetryInvocationAttempts',
      Dimensions: [
        { Name: 'EventBusName', Value: 'mainstay-full' },
        { Name: 'RuleName', Value: Match.anyValue() },
      ],
    });
  });

  it('tells the topic of every backup that failed, from that vault', () => {
    const { operations } = templatesOf('prod');
    operations.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.backup'],
        'detail-type': ['Backup Job State Change'],
        detail: { state: ['FAILED', 'ABORTED', 'EXPIRED'], backupVaultName: [Match.anyValue()] },
      },
      Targets: [
        Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^Topic') }, InputTransformer: Match.anyValue() }),
      ],
    });
    templatesOf('dev').operations.resourceCountIs('AWS::Events::Rule', 0); // it keeps no backups
  });
});
