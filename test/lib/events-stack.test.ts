import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { MainstayEvent } from '../../core/events.ts';
import { stageNamed } from '../../lib/stages.ts';
import { templatesOf, triedStages } from './support/synthesised.ts';

const Schemas = z.record(
  z.string(),
  z.object({ Properties: z.object({ SchemaName: z.string(), Type: z.string(), Content: z.string() }) }),
);
const types = MainstayEvent.options.map((option) => option.shape.type.value);

describe.each(Object.keys(triedStages))('EventsStack of %s', (stageName) => {
  const { events } = stageNamed(stageName, triedStages);
  let template: Template;
  beforeAll(() => {
    template = templatesOf(stageName).events;
  });

  it('has the bus under the name that the stage gives it, closed to other accounts', () => {
    template.hasResourceProperties('AWS::Events::EventBus', { Name: events.busName });
    template.hasResourceProperties('AWS::Events::EventBusPolicy', {
      Statement: Match.objectLike({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'events:PutEvents',
        Condition: { StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
      }),
    });
  });

  it('keeps events so that they can be sent again', () => {
    template.hasResourceProperties('AWS::Events::Archive', {
      RetentionDays: events.archiveDays,
      EventPattern: { source: ['mainstay'] },
      SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Bus'), 'Arn'] },
    });
  });

  it('tells subscribers what every event looks like', () => {
    const found = Object.values(Schemas.parse(template.findResources('AWS::EventSchemas::Schema')));
    expect(found.map(({ Properties }) => Properties.SchemaName).toSorted()).toEqual(
      types.map((type) => `mainstay@${type}`).toSorted(),
    );
    for (const { Properties } of found) {
      expect(Properties.Type).toBe('JSONSchemaDraft4');
      expect(JSON.parse(Properties.Content)).toMatchObject({
        $schema: 'http://json-schema.org/draft-04/schema#',
        type: 'object',
        required: expect.arrayContaining(['type', 'eventId', 'at']),
      });
    }
  });
});

describe('EventsStack with a CRM', () => {
  let template: Template;
  beforeAll(() => {
    template = templatesOf('full').events;
  });

  it('calls it over HTTPS at the pace it can bear, with a key that stands in no template', () => {
    template.hasResourceProperties('AWS::Events::ApiDestination', {
      HttpMethod: 'POST',
      InvocationEndpoint: 'https://crm.example.com/events',
      InvocationRateLimitPerSecond: 5,
    });
    template.hasResourceProperties('AWS::Events::Connection', {
      AuthorizationType: 'API_KEY',
      AuthParameters: {
        ApiKeyAuthParameters: {
          ApiKeyName: 'x-api-key',
          ApiKeyValue: '{{resolve:secretsmanager:mainstay/full/crm:SecretString:::}}',
        },
      },
    });
  });

  it('sends the event with its id for repeats, tries for a day, and then puts it aside', () => {
    const Rules = z.record(
      z.string(),
      z.object({ Properties: z.object({ EventPattern: z.object({ 'detail-type': z.array(z.string()) }) }) }),
    );
    const [rule] = Object.values(Rules.parse(template.findResources('AWS::Events::Rule')));
    const told = rule?.Properties.EventPattern['detail-type'] ?? [];
    expect(told.length).toBeGreaterThan(0);
    expect(types).toEqual(expect.arrayContaining(told)); // no event that does not exist
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: Match.stringLikeRegexp('^Bus') },
      Targets: [
        Match.objectLike({
          HttpParameters: { HeaderParameters: { 'idempotency-key': '$.detail.eventId' } },
          InputTransformer: {
            InputPathsMap: {
              'detail-type': '$.detail-type',
              'detail-eventId': '$.detail.eventId',
              'detail-at': '$.detail.at',
              detail: '$.detail',
            },
            InputTemplate: '{"type":<detail-type>,"id":<detail-eventId>,"at":<detail-at>,"event":<detail>}',
          },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CrmDeadLetters'), 'Arn'] } },
        }),
      ],
    });
  });

  it.each(['dev', 'prod'])('is not there in %s, which names no endpoint', (stageName) => {
    const without = templatesOf(stageName).events;
    for (const type of [
      'AWS::Events::ApiDestination',
      'AWS::Events::Connection',
      'AWS::Events::Rule',
      'AWS::SQS::Queue',
    ])
      without.resourceCountIs(type, 0);
  });
});
