import { Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { z } from 'zod';
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

/** What may be done with files under a prefix. Asking for a file's size is a `GetObject` too. */
export type FileAction = 'GetObject' | 'PutObject' | 'DeleteObject' | 'AbortMultipartUpload';

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

/** Lets a function do that with these files: a key, or all keys under a prefix that ends in a slash, such as `models/`. */
export function grantFiles(
  to: IFunction,
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
  if (!to.role) throw new Error('a function of another account cannot be granted files');
  for (const pattern of patterns.filter((one) => one.endsWith('*'))) {
    Validations.of(to.role).acknowledge({
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
export function grantKey(to: IGrantable, { key, bucket }: Stores): void {
  if (!key) return;
  const { region } = bucket.stack;
  to.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(
        (action) => `kms:${action}`,
      ),
      resources: [key.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': [`dynamodb.${region}.amazonaws.com`, `s3.${region}.amazonaws.com`] },
      },
    }),
  );
}

function allow(to: IGrantable, service: string, actions: readonly string[], resources: readonly string[]): void {
  to.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: actions.map((action) => `${service}:${action}`), resources: [...resources] }),
  );
}
