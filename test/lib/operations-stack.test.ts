import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { templatesOf } from './support/synthesised.ts';

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

describe.each(['dev', 'prod'])('OperationsStack of %s', (stageName) => {
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

  it('links every alarm to its paragraph of the runbook, and has an alarm for every paragraph', () => {
    const linked = alarms.map(({ AlarmDescription }) => AlarmDescription.match(/ https:\/\/\S+#(\S+)$/)?.[1] ?? '');
    expect(linked.toSorted()).toEqual(paragraphs.toSorted());
    for (const { AlarmName, AlarmDescription } of alarms)
      expect(AlarmName).toBe(`mainstay-${stageName}-${AlarmDescription.split('#').at(-1)}`);
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
    for (const name of ['ChampionNotLoaded', 'MalformedEvents'])
      rings('Mainstay', name, {
        Dimensions: [
          { Name: 'service', Value: 'api' },
          { Name: 'stage', Value: stageName },
        ],
        Statistic: 'Sum',
        Threshold: 1,
      });
    rings('AWS/ApiGateway', 'Latency', { ExtendedStatistic: 'p99', Threshold: stageName === 'prod' ? 1_000 : 1_500 });
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

  it('shows alarms, calls and records on one dashboard', () => {
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: `mainstay-${stageName}` });
  });
});
