import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { stageNamed } from '../../lib/stages.ts';
import { templatesOf, triedStages } from './support/synthesised.ts';

const Machine = z.object({
  Properties: z.object({
    DefinitionString: z.string(),
    DefinitionSubstitutions: z.record(z.string(), z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })),
  }),
});
const workflowFile = readFileSync(new URL('../../workflows/batch.asl.json', import.meta.url), 'utf8');

/** Reference to the ARN of the resource whose logical id begins so. */
const arnOf = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}`), 'Arn'] });

describe.each(Object.keys(triedStages))('BatchStack of %s', (stageName) => {
  const stage = stageNamed(stageName, triedStages);
  let template: Template;
  let machine: z.infer<typeof Machine>['Properties'];
  beforeAll(() => {
    template = templatesOf(stageName).batch;
    const [found] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    machine = Machine.parse(found).Properties;
  });

  it('runs the very file that the one-process home interprets', () => {
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
    expect(machine.DefinitionString === workflowFile).toBe(true);
  });

  it('fills every substitution of the file with the function of that name, and has none too many', () => {
    const wanted = [...workflowFile.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1] ?? '');
    expect(Object.keys(machine.DefinitionSubstitutions).toSorted()).toEqual([...new Set(wanted)].toSorted());
    for (const [
      name,
      {
        'Fn::GetAtt': [id],
      },
    ] of Object.entries(machine.DefinitionSubstitutions))
      expect(id).toMatch(new RegExp(`^Tasks${name.replace(/FunctionArn$/, '')}[0-9A-F]{8}$`));
    const filled = workflowFile.replaceAll(
      /\$\{(\w+)\}/g,
      (_, name: string) =>
        `arn:aws:lambda:eu-west-1:123456789012:function:${machine.DefinitionSubstitutions[name]?.['Fn::GetAtt'][0]}`,
    );
    const verdict = validate(JSON.parse(filled));
    expect(verdict.isValid ? '' : verdict.errorsText()).toBe('');
  });

  it('is a standard, traced workflow whose log has failures without input and output', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: `mainstay-${stageName}-batch`,
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false, Destinations: [Match.anyValue()] },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: `/aws/vendedlogs/states/mainstay-${stageName}-batch`,
      RetentionInDays: stage.retention.logDays,
    });
  });

  it('lets the distributed Map start, watch and stop executions of itself only', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: Match.stringLikeRegexp('^Workflow') } },
          {
            Effect: 'Allow',
            Action: ['states:DescribeExecution', 'states:StopExecution'],
            Resource: {
              'Fn::Join': [
                '',
                Match.arrayWith([Match.stringLikeRegexp(`:execution:mainstay-${stageName}-batch:\\*$`)]),
              ],
            },
          },
        ],
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^WorkflowRole') }],
    });
  });

  it.each([
    ['inbox/*', 'IntakeFiles'],
    ['drops/*/queued.json', 'StartQueuedDrops'],
  ])(
    'takes events of new keys %s to their queue, and those that cannot be delivered to its dead letters',
    (keys, queue) => {
      template.hasResourceProperties('AWS::Events::Rule', {
        EventPattern: {
          source: ['aws.s3'],
          'detail-type': ['Object Created'],
          detail: { bucket: { name: [Match.anyValue()] }, object: { key: [{ wildcard: keys }] } },
        },
        State: 'ENABLED',
        Targets: [
          Match.objectLike({ Arn: arnOf(`${queue}Queue`), DeadLetterConfig: { Arn: arnOf(`${queue}DeadLetters`) } }),
        ],
      });
    },
  );

  it('tries a message five times, hides it six times as long as its function may take, and keeps dead letters two weeks', () => {
    const queue = (id: string, seconds: number) =>
      template.hasResourceProperties('AWS::SQS::Queue', {
        RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: arnOf(`${id}DeadLetters`) },
        VisibilityTimeout: seconds,
        MessageRetentionPeriod: 4 * 86_400,
        SqsManagedSseEnabled: true,
      });
    template.hasResourceProperties('AWS::SQS::Queue', { QueueName: `mainstay-${stageName}-files` });
    template.hasResourceProperties('AWS::SQS::Queue', { QueueName: `mainstay-${stageName}-files-dead-letters` });
    queue('IntakeFiles', 6 * 300);
    queue('StartQueuedDrops', 6 * 30);
    const queues = Object.values(template.findResources('AWS::SQS::Queue'));
    const dead = queues.filter(({ Properties }) => Properties.RedrivePolicy === undefined);
    expect(dead).toHaveLength(2);
    for (const { Properties } of dead)
      expect(Properties).toMatchObject({ MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true });
  });

  it.each([
    ['IntakeFiles', 1, 5],
    ['StartQueuedDrops', 10, 2],
  ])(
    'works on the queue %s by %d messages, at most %d calls at once, and hears which ones failed',
    (id, size, calls) => {
      template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
        EventSourceArn: arnOf(`${id}Queue`),
        BatchSize: size,
        ScalingConfig: { MaximumConcurrency: calls },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
    },
  );

  it('bounds the shards of all drops together where the stage says so, and only these', () => {
    const bounded = Object.entries(template.findResources('AWS::Lambda::Function')).filter(
      ([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined,
    );
    const { shardsAtOnce } = stage.batch;
    expect(bounded.map(([id, { Properties }]) => [id.slice(0, -8), Properties.ReservedConcurrentExecutions])).toEqual(
      shardsAtOnce === undefined ? [] : [['TasksScoreShard', shardsAtOnce]],
    );
  });

  it('gives the tasks as long as the workflow waits for them', () => {
    const Limits = z.record(z.string(), z.object({ Properties: z.object({ Timeout: z.number() }) }));
    const found = Object.entries(Limits.parse(template.findResources('AWS::Lambda::Function')));
    const seconds = Object.fromEntries(found.map(([id, { Properties }]) => [id.slice(0, -8), Properties.Timeout]));
    const waits = [...workflowFile.matchAll(/"Resource": "\$\{(\w+)FunctionArn\}",\s*"TimeoutSeconds": (\d+)/g)];
    expect(waits).toHaveLength(5);
    for (const [, task, wait] of waits) expect(seconds[`Tasks${task}`]).toBe(Number(wait));
  });

  it('traces every function, on Node 24 and arm64, with a log of its own that ends', () => {
    const functions = template.findResources('AWS::Lambda::Function');
    expect(Object.keys(functions)).toHaveLength(7);
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: Match.anyValue() },
      Environment: { Variables: Match.objectLike({ STAGE: stageName }) },
    });
    template.resourceCountIs('AWS::Logs::LogGroup', 8);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: stage.retention.logDays });
  });
});
