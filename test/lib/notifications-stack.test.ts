import { beforeAll, describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { z } from 'zod';
import { MainstayEvent } from '../../core/events.ts';
import { TellPeople } from '../../lib/notifications/tell-people.ts';
import { stageNamed } from '../../lib/stages.ts';
import { appOf, templatesOf, triedStages } from './support/synthesised.ts';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}`), 'Arn'] });

describe.each(Object.keys(triedStages))('NotificationsStack of %s', (stageName) => {
  const stage = stageNamed(stageName, triedStages);
  const { mail } = stage.notifications;
  let template: Template;
  beforeAll(() => {
    template = templatesOf(stageName).notifications;
  });

  it('tells people of events of the bus that exist, through a queue', () => {
    const Rules = z.record(
      z.string(),
      z.object({ Properties: z.object({ EventPattern: z.object({ 'detail-type': z.array(z.string()) }) }) }),
    );
    const [rule] = Object.values(Rules.parse(template.findResources('AWS::Events::Rule')));
    const types = MainstayEvent.options.map((option) => option.shape.type.value);
    expect(types).toEqual(expect.arrayContaining(rule?.Properties.EventPattern['detail-type'] ?? ['nothing']));
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.anyValue(),
      EventPattern: Match.objectLike({ source: ['mainstay'] }),
      Targets: [
        Match.objectLike({
          Arn: arnOf('TellPeopleNoticesQueue'),
          DeadLetterConfig: { Arn: arnOf('TellPeopleNoticesDeadLetters') },
        }),
      ],
    });
  });

  it('has topics that take messages over TLS only, encrypted with the key of the stage if it has one', () => {
    template.resourceCountIs('AWS::SNS::Topic', mail ? 2 : 1);
    template.resourceCountIs('AWS::SNS::TopicPolicy', mail ? 2 : 1);
    template.allResourcesProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sns:Publish',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
    if (stage.encryption === 'customer')
      template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: arnOf('Key') });
    else template.resourceCountIs('AWS::KMS::Key', 0);
  });

  it('puts aside what was tried five times, and hears which messages of a call failed', () => {
    const queues = Object.values(template.findResources('AWS::SQS::Queue'));
    const working = queues.filter(({ Properties }) => Properties.RedrivePolicy !== undefined);
    expect(queues).toHaveLength(2 * working.length);
    expect(working).toHaveLength(mail ? 2 : 1);
    for (const { Properties } of working)
      expect(Properties).toMatchObject({ RedrivePolicy: { maxReceiveCount: 5 }, VisibilityTimeout: 6 * 30 });
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', working.length);
    template.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('makes nothing of SES where the stage sends no mail', () => {
    for (const type of ['EmailIdentity', 'ConfigurationSet', 'ConfigurationSetEventDestination'])
      template.resourceCountIs(`AWS::SES::${type}`, mail ? 1 : 0);
    template.resourceCountIs('AWS::Lambda::Function', mail ? 2 : 1);
  });

  it('logs as long as the stage says', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: stage.retention.logDays });
  });
});

describe('NotificationsStack with mail', () => {
  let template: Template;
  beforeAll(() => {
    template = templatesOf('full').notifications;
  });

  it('sends for the domain of the sender, signed, over TLS or not at all, and never to who complained', () => {
    template.hasResourceProperties('AWS::SES::EmailIdentity', {
      EmailIdentity: 'mail.example.com',
      DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
      FeedbackAttributes: { EmailForwardingEnabled: false },
      ConfigurationSetAttributes: { ConfigurationSetName: { Ref: Match.stringLikeRegexp('^MailSettings') } },
    });
    template.hasResourceProperties('AWS::SES::ConfigurationSet', {
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      ReputationOptions: { ReputationMetricsEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
  });

  it('hears of bounces, complaints, refusals and delays, from SES of this account only', () => {
    template.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ['bounce', 'complaint', 'reject', 'deliveryDelay'],
        SnsDestination: { TopicARN: { Ref: Match.stringLikeRegexp('^MailFate') } },
      },
    });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'ses.amazonaws.com' },
            Condition: { StringEquals: Match.objectLike({ 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } }) },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'sqs',
      Endpoint: arnOf('MailFeedbackQueue'),
      TopicArn: { Ref: Match.stringLikeRegexp('^MailFate') },
    });
  });

  it('names the DNS records that the domain needs', () => {
    expect(Object.keys(template.findOutputs('*'))).toEqual(
      expect.arrayContaining(['DnsRecord1', 'DnsRecord2', 'DnsRecord3']),
    );
  });

  it('keeps the credentials of Twilio where no template has a value, and none is made up', () => {
    const [secret] = Object.values(template.findResources('AWS::SecretsManager::Secret'));
    expect(Object.keys(secret?.Properties ?? {}).toSorted()).toEqual(['Description', 'KmsKeyId', 'Name', 'Tags']);
    expect(secret?.Properties.Name).toBe('mainstay/full/twilio');
    expect(secret).toMatchObject({ DeletionPolicy: 'Retain' });
    for (const stageName of ['dev', 'prod'])
      templatesOf(stageName).notifications.resourceCountIs('AWS::SecretsManager::Secret', 0);
  });

  it.each(Object.keys(triedStages))('tells people of %s in the language of the stage', (stageName) => {
    const { language } = stageNamed(stageName, triedStages).notifications;
    templatesOf(stageName).notifications.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ NOTICE_LANGUAGE: language }) },
    });
  });

  it.each(Object.keys(triedStages))('gives the function of %s numbers and the secret of Twilio, or neither', (name) => {
    const { texts } = stageNamed(name, triedStages).notifications;
    const environments = Object.values(templatesOf(name).notifications.findResources('AWS::Lambda::Function')).map(
      ({ Properties }): Record<string, unknown> => Properties.Environment.Variables,
    );
    const told = environments.filter((variables) => 'TEXT_TO' in variables);
    expect(told).toHaveLength(1);
    for (const variables of told) {
      expect([variables['TEXT_TO'], 'TWILIO_SECRET_ARN' in variables]).toEqual([(texts?.to ?? []).join(), !!texts]);
    }
  });

  it('is not made with numbers and without the secret', () => {
    const { stacks } = appOf('full');
    const { data, events } = stacks;
    const made = () =>
      new TellPeople(new Stack(), 'TellPeople', {
        stageName: 'full',
        stores: data.stores,
        bus: events.bus,
        settings: { language: 'en', topicEmails: [], texts: { to: ['+353850000000'] } },
        dashboardUrl: undefined,
        topic: new Topic(new Stack(), 'Team'),
        mail: undefined,
        twilio: undefined,
        key: undefined,
        logRetention: RetentionDays.ONE_DAY,
      });
    expect(made).toThrow(/notifications\.texts\.to \(TEXT_TO\).*TWILIO_SECRET_ARN/);
  });

  it('tells the function whom to tell', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          MAIL_FROM: 'mainstay@mail.example.com',
          MAIL_TO: 'a@example.com,b@example.com',
          MAIL_CONFIGURATION_SET: { Ref: Match.stringLikeRegexp('^MailSettings') },
          NOTICE_LANGUAGE: 'ko',
          TEXT_TO: '+353850000000',
          TWILIO_SECRET_ARN: { Ref: Match.stringLikeRegexp('^Twilio') },
          TOPIC_ARN: { Ref: Match.stringLikeRegexp('^Team') },
        }),
      },
    });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'team@example.com' });
  });
});
