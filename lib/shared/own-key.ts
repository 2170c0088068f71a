import { Duration } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type Lifetime, removalPolicyOf } from './lifetime.ts';

/** What the account's own policies may allow with the key: looking after it, and using it. Nothing by wildcard. */
const allowedToAccount = [
  'CancelKeyDeletion',
  'CreateAlias',
  'CreateGrant',
  'Decrypt',
  'DeleteAlias',
  'DescribeKey',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'ListAliases',
  'ListGrants',
  'ListKeyPolicies',
  'ListKeyRotations',
  'ListResourceTags',
  'PutKeyPolicy',
  'ReEncryptFrom',
  'ReEncryptTo',
  'RetireGrant',
  'RevokeGrant',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
];

export interface OwnKeyProps extends Lifetime {
  readonly description: string;
  /** Services that use it without a role of this account, and for what. */
  readonly alsoFor?: readonly PolicyStatement[];
}

/** A key of this account that turns every year. Without it nothing it encrypted can be read, so it may stay when a stack goes. */
export class OwnKey extends Key {
  constructor(scope: Construct, id: string, { description, alsoFor = [], keep }: OwnKeyProps) {
    super(scope, id, {
      description,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: removalPolicyOf({ keep }),
      policy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'PoliciesOfThisAccountDecide',
            principals: [new AccountRootPrincipal()],
            actions: allowedToAccount.map((action) => `kms:${action}`),
            resources: ['*'], // in a key's policy: this key
          }),
          ...alsoFor,
        ],
      }),
    });
  }
}
