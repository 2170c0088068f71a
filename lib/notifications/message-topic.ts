import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Lifetime } from '../shared/lifetime.ts';
import { OwnKey } from '../shared/own-key.ts';

/** Key for what lies on its way to people. SES writes to a topic as itself, so it is let in by name: for this account only. */
export class MessageKey extends OwnKey {
  constructor(scope: Construct, id: string, { keep }: Lifetime) {
    super(scope, id, {
      keep,
      description: 'Mainstay: messages to people, and the key to Twilio',
      alsoFor: [
        new PolicyStatement({
          sid: 'FeedbackOfMailsOfThisAccount',
          principals: [new ServicePrincipal('ses.amazonaws.com')],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: ['*'], // in a key's policy: this key
          conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
        }),
      ],
    });
  }
}

export interface MessageTopicProps {
  readonly displayName: string;
  /** Key of this account; undefined: SNS's own encryption. */
  readonly key: IKey | undefined;
}

/** A topic that takes messages over TLS only. */
export class MessageTopic extends Topic {
  constructor(scope: Construct, id: string, { displayName, key }: MessageTopicProps) {
    super(scope, id, { displayName, enforceSSL: true, ...(key ? { masterKey: key } : {}) });
  }
}
