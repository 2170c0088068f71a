import { Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { type IGrantable, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { z } from 'zod';
import { eventSource } from '../../lambdas/shared/event-source.ts';
import type { Stores } from '../data/data-stack.ts';

/*
 * CDK's own grants give actions by wildcard (s3:GetObject*, kms:GenerateDataKey*) and every index. These name each
 * action, and each index.
 */

/** What may be done with records. */
export type RecordAction =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'UpdateItem';

/**
 * What may be done with files under a prefix. Asking for a file's size is a `GetObject` too; a copy takes the tags with
 * it; the actions on versions are for one that is named.
 */
export type FileAction =
  | 'AbortMultipartUpload'
  | 'DeleteObject'
  | 'DeleteObjectVersion'
  | 'GetObject'
  | 'GetObjectTagging'
  | 'GetObjectVersion'
  | 'GetObjectVersionTagging'
  | 'PutObject'
  | 'PutObjectTagging';

/** Lets a role do that with the records. */
export function grantRecords(to: IGrantable, table: ITable, actions: readonly RecordAction[]): void {
  allow(to, 'dynamodb', actions, [table.tableArn]);
}

/** Lets a role query these indexes of the records. */
export function grantIndexes(to: IGrantable, table: ITable, indexes: readonly string[]): void {
  allow(
    to,
    'dynamodb',
    ['Query'],
    indexes.map((index) => `${table.tableArn}/index/${index}`),
  );
}

/**
 * Lets a function or a role do that with these files: a key, all keys under a prefix that ends in a slash, such as `models/`, or
 * keys with a star in place of an id that is made as it comes.
 */
export function grantFiles(
  to: IFunction | Role,
  { bucket }: Stores,
  actions: readonly FileAction[],
  keys: readonly string[],
): void {
  const patterns = keys.map((key) => (key.endsWith('/') ? `${key}*` : key));
  allow(
    to,
    's3',
    actions,
    patterns.map((pattern) => bucket.arnForObjects(pattern)),
  );
  const role = to instanceof Role ? to : to.role;
  if (!role) throw new Error('a function of another account cannot be granted files');
  for (const pattern of patterns.filter((one) => one.includes('*'))) {
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${exportedArn(bucket)}/${pattern}]`,
      reason: `Keys such as ${pattern} hold ids that are made as they come; S3 has no narrower name for "these files".`,
    });
  }
}

const Import = z.strictObject({ 'Fn::ImportValue': z.string() });

/** The bucket's ARN as cdk-nag sees it from another stack: the name of the export. */
function exportedArn({ stack, bucketArn }: IBucket): string {
  return Import.parse(stack.resolve(stack.exportValue(bucketArn)))['Fn::ImportValue'];
}

/** Lets a role see which keys there are; without it S3 answers "forbidden" where it should say "no such key". */
export function grantListing(to: IGrantable, { bucket }: Stores): void {
  allow(to, 's3', ['ListBucket'], [bucket.bucketArn]);
}

/** Lets a role have records and files encrypted and decrypted, through the two services and not by itself. */
export function grantKey(to: IGrantable, { key }: Stores): void {
  if (key) grantUseOfKey(to, key, ['dynamodb', 's3']);
}

/** Lets a role have data encrypted and decrypted with a key, through these services and not by itself. */
export function grantUseOfKey(to: IGrantable, key: IKey, services: readonly string[]): void {
  const { region } = key.stack;
  to.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(
        (action) => `kms:${action}`,
      ),
      resources: [key.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`) },
      },
    }),
  );
}

/** Lets a function tell what happened on that bus, in Mainstay's name and no other's. */
export function grantTelling(to: IGrantable, bus: IEventBus): void {
  to.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [bus.eventBusArn],
      conditions: { StringEquals: { 'events:source': eventSource } },
    }),
  );
}

/**
 * Lets a function ask that model of SageMaker. Their ARNs have the name in small letters, whatever the name is written in.
 *
 * @param endpointName - in the function's own account and region
 */
export function grantAsking(to: IFunction, endpointName: string): void {
  const resourceName = endpointName.toLowerCase();
  const arn = to.stack.formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName });
  allow(to, 'sagemaker', ['InvokeEndpoint'], [arn]);
}

function allow(to: IGrantable, service: string, actions: readonly string[], resources: readonly string[]): void {
  to.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: actions.map((action) => `${service}:${action}`), resources: [...resources] }),
  );
}
