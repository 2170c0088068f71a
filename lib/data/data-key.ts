import { Duration } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type Lifetime, removalPolicyOf } from '../shared/lifetime.ts';

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

/** Key for records, files and backups. Without it none of them can be read, so it stays when the stack goes. */
export class DataKey extends Key {
  constructor(scope: Construct, id: string, lifetime: Lifetime) {
    super(scope, id, {
      description: 'Mainstay: records, files and backups',
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: removalPolicyOf(lifetime),
      policy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'PoliciesOfThisAccountDecide',
            principals: [new AccountRootPrincipal()],
            actions: allowedToAccount.map((action) => `kms:${action}`),
            resources: ['*'], // in a key's policy: this key
          }),
        ],
      }),
    });
  }
}
