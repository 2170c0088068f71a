import { CfnOutput, Stack } from 'aws-cdk-lib';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  DkimIdentity,
  EasyDkimSigningKeyLength,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface MailSenderProps {
  /** Address that mails come from; SES is made to send for its domain. */
  readonly from: string;
  /** Told of mails that bounced, were complained about, refused or late. */
  readonly feedback: ITopic;
}

/**
 * Sending mail by SES: the domain, signed by DKIM, and the settings that every mail is sent under. Mails go over TLS or
 * not at all; addresses that bounced for good or complained get nothing more.
 */
export class MailSender extends Construct {
  readonly identity: EmailIdentity;
  readonly configurationSet: ConfigurationSet;

  constructor(scope: Construct, id: string, { from, feedback }: MailSenderProps) {
    super(scope, id);
    this.configurationSet = new ConfigurationSet(this, 'Settings', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
      sendingEnabled: true,
    });
    this.configurationSet.addEventDestination('Feedback', {
      destination: EventDestination.snsTopic(feedback),
      events: [
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    });
    this.identity = new EmailIdentity(this, 'Domain', {
      identity: Identity.domain(from.slice(from.indexOf('@') + 1)),
      dkimIdentity: DkimIdentity.easyDkim(EasyDkimSigningKeyLength.RSA_2048_BIT),
      configurationSet: this.configurationSet,
      feedbackForwarding: false, // the topic is told instead
    });
    for (const [index, { name, value }] of this.identity.dkimRecords.entries())
      new CfnOutput(Stack.of(this), `DnsRecord${index + 1}`, {
        value: `${name} CNAME ${value}`,
        description: 'To be put into the domain’s DNS; until then SES sends nothing',
      });
  }
}
