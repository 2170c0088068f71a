import { Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type Lifetime, removalPolicyOf } from '../shared/lifetime.ts';

export interface TwilioSecretProps extends Lifetime {
  readonly stageName: string;
  readonly key: IKey | undefined;
}

/** Where the credentials of Twilio are put by hand (docs/deploy.md). The template holds no value, and makes none up. */
export class TwilioSecret extends Construct {
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, { stageName, key, keep }: TwilioSecretProps) {
    super(scope, id);
    // The L2 construct would have a random password generated, which looks like credentials and is none.
    const secret = new CfnSecret(this, 'Secret', {
      name: `mainstay/${stageName}/twilio`,
      description: 'Mainstay: credentials of Twilio, put in by hand',
      ...(key ? { kmsKeyId: key.keyArn } : {}),
    });
    secret.applyRemovalPolicy(removalPolicyOf({ keep }));
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Twilio issues the credentials; a person turns them there and puts the new ones in. AWS cannot.',
    });
    this.secret = Secret.fromSecretCompleteArn(this, 'Imported', secret.ref);
  }
}
