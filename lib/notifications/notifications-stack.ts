import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Stores } from '../data/data-stack.ts';
import type { MainstayFunction } from '../shared/mainstay-function.ts';
import type { WorkQueue } from '../shared/work-queue.ts';
import type { Stage } from '../stages.ts';
import { MailFeedback } from './mail-feedback.ts';
import { MailSender } from './mail-sender.ts';
import { MessageKey, MessageTopic } from './message-topic.ts';
import { TellPeople } from './tell-people.ts';
import { TwilioSecret } from './twilio-secret.ts';

/** What operations watches of the notifications stack. */
export interface Notifications {
  readonly functions: Readonly<Record<string, MainstayFunction>>;
  readonly notices: WorkQueue;
  /** Where the stage sends mail. */
  readonly feedback: WorkQueue | undefined;
}

export interface NotificationsStackProps extends StackProps {
  readonly stageName: string;
  readonly stores: Stores;
  readonly bus: IEventBus;
}

/** Who is told what happened, and what comes back of mails that were sent. */
export class NotificationsStack extends Stack {
  readonly notifications: Notifications;

  constructor(scope: Construct, id: string, stage: Stage, props: NotificationsStackProps) {
    const { stageName, stores, bus, ...stackProps } = props;
    super(scope, id, { ...stackProps, terminationProtection: stage.production });
    const settings = stage.notifications;
    const logRetention = stage.retention.logDays;
    const keep = stage.production;
    const key = stage.encryption === 'customer' ? new MessageKey(this, 'Key', { keep }) : undefined;

    const team = new MessageTopic(this, 'Team', { displayName: 'Mainstay', key });
    for (const email of settings.topicEmails) team.addSubscription(new EmailSubscription(email));
    const feedbackTopic = settings.mail && new MessageTopic(this, 'MailFate', { displayName: 'Mainstay mail', key });
    const mail =
      settings.mail &&
      feedbackTopic &&
      new MailSender(this, 'Mail', { from: settings.mail.from, feedback: feedbackTopic });
    const twilio = settings.texts && new TwilioSecret(this, 'Twilio', { stageName, key, keep });

    const tell = new TellPeople(this, 'TellPeople', {
      stageName,
      stores,
      bus,
      settings,
      dashboardUrl: stage.login.dashboardUrls[0],
      topic: team,
      mail,
      twilio: twilio?.secret,
      key,
      logRetention,
    });
    const feedback =
      feedbackTopic &&
      new MailFeedback(this, 'MailFeedback', { stageName, stores, topic: feedbackTopic, logRetention });
    this.notifications = {
      functions: { 'tell-people': tell.function, ...(feedback ? { 'mail-feedback': feedback.function } : {}) },
      notices: tell.notices,
      feedback: feedback?.queue,
    };
    new CfnOutput(this, 'TeamTopicArn', { value: team.topicArn, description: 'Where notices go; subscribe to it' });
    if (twilio)
      new CfnOutput(this, 'TwilioSecretArn', { value: twilio.secret.secretArn, description: 'For the credentials' });
  }
}
