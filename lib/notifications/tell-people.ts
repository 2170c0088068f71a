import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { TellPeopleEnv } from '../../lambdas/notifications/tell-people-env.ts';
import { eventSource } from '../../lambdas/shared/event-source.ts';
import type { Stores } from '../data/data-stack.ts';
import { grantKey, grantRecords, grantUseOfKey } from '../shared/grants.ts';
import { MainstayFunction } from '../shared/mainstay-function.ts';
import { WorkQueue } from '../shared/work-queue.ts';
import type { NotificationSettings } from '../stages.ts';
import type { MailSender } from './mail-sender.ts';

export interface TellPeopleProps {
  readonly stageName: string;
  readonly stores: Stores;
  readonly bus: IEventBus;
  readonly settings: NotificationSettings;
  readonly dashboardUrl: string | undefined;
  readonly topic: ITopic;
  readonly mail: MailSender | undefined;
  readonly twilio: ISecret | undefined;
  /** Key of topic and secret. */
  readonly key: IKey | undefined;
  readonly logRetention: RetentionDays;
}

/** What people are told of. */
const toldToPeople = [
  'BatchCompleted',
  'DropRejected',
  'ModelPromoted',
  'TierEscalated',
  'TrainingCompleted',
  'TrainingFailed',
];

/** Tells people what happened: by the topic, by mail and by text message, as the stage says. */
export class TellPeople extends Construct {
  readonly function: MainstayFunction;
  readonly notices: WorkQueue;

  constructor(scope: Construct, id: string, props: TellPeopleProps) {
    super(scope, id);
    const { stageName, stores, bus, settings, dashboardUrl, topic, mail, twilio, key, logRetention } = props;
    if (settings.texts && !twilio) {
      throw new Error(
        'notifications.texts.to (TEXT_TO) names numbers, and no secret of Twilio (TWILIO_SECRET_ARN) is there',
      );
    }
    this.function = new MainstayFunction(this, 'Function', {
      entry: 'notifications/tell-people.handler.ts',
      description: 'Mainstay: tells people what happened',
      timeout: Duration.seconds(30),
      memoryMb: 512,
      logRetention,
      environment: {
        STAGE: stageName,
        TABLE_NAME: stores.table.tableName,
        TOPIC_ARN: topic.topicArn,
        NOTICE_LANGUAGE: settings.language,
        MAIL_TO: (settings.mail?.to ?? []).join(','),
        TEXT_TO: (settings.texts?.to ?? []).join(','),
        ...(settings.mail && mail
          ? { MAIL_FROM: settings.mail.from, MAIL_CONFIGURATION_SET: mail.configurationSet.configurationSetName }
          : {}),
        ...(twilio ? { TWILIO_SECRET_ARN: twilio.secretArn } : {}),
        ...(dashboardUrl === undefined ? {} : { DASHBOARD_URL: dashboardUrl }),
      } satisfies z.input<typeof TellPeopleEnv>,
    });
    grantRecords(this.function, stores.table, ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem']);
    grantKey(this.function, stores);
    this.#mayDo(['sns:Publish'], [topic.topicArn]);
    if (mail) {
      const { emailIdentityArn } = mail.identity;
      const settingsArn = this.function.stack.formatArn({
        service: 'ses',
        resource: 'configuration-set',
        resourceName: mail.configurationSet.configurationSetName,
      });
      this.#mayDo(['ses:SendEmail'], [emailIdentityArn, settingsArn]);
    }
    if (twilio) this.#mayDo(['secretsmanager:GetSecretValue'], [twilio.secretArn]);
    if (key) grantUseOfKey(this.function, key, ['sns', 'secretsmanager']);

    this.notices = new WorkQueue(this, 'Notices', {
      stageName,
      name: 'notices',
      worker: this.function,
      batchSize: 5,
      callsAtOnce: 2,
    });
    this.notices.takeFrom(
      new Rule(this, 'Happened', {
        eventBus: bus,
        description: 'What people are told of',
        eventPattern: { source: [eventSource], detailType: [...toldToPeople] },
      }),
    );
  }

  #mayDo(actions: string[], resources: string[]): void {
    this.function.addToRolePolicy(new PolicyStatement({ actions, resources }));
  }
}
