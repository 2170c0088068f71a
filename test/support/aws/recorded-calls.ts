import { AsyncLocalStorage } from 'node:async_hooks';
import { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';

/** A call of AWS that a function made, by the actions of IAM that it needs. */
export interface RecordedCall {
  readonly by: string;
  readonly actions: readonly string[];
  /** Of S3: the key that it is about; of DynamoDB: `index/<name>` where it asks an index. */
  readonly key: string | undefined;
}

/** What a command of S3 is about. */
const Sent = z.object({
  input: z.object({
    Key: z.string().optional(),
    VersionId: z.string().optional(),
    CopySource: z.string().optional(),
  }),
});

const Asked = z.object({ input: z.object({ IndexName: z.string() }) });

/** Commands whose action has another name. */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
  GetCommand: ['dynamodb:GetItem'],
  PutCommand: ['dynamodb:PutItem'],
  UpdateCommand: ['dynamodb:UpdateItem'],
  DeleteCommand: ['dynamodb:DeleteItem'],
  QueryCommand: ['dynamodb:Query'],
  BatchGetCommand: ['dynamodb:BatchGetItem'],
  BatchWriteCommand: ['dynamodb:BatchWriteItem'],
  GetObjectCommand: ['s3:GetObject'],
  HeadObjectCommand: ['s3:GetObject'],
  ListObjectsV2Command: ['s3:ListBucket'],
  PutObjectCommand: ['s3:PutObject'],
  CopyObjectCommand: ['s3:PutObject', 's3:PutObjectTagging'],
  CreateMultipartUploadCommand: ['s3:PutObject'],
  UploadPartCommand: ['s3:PutObject'],
  UploadPartCopyCommand: ['s3:PutObject'],
  CompleteMultipartUploadCommand: ['s3:PutObject'],
  AbortMultipartUploadCommand: ['s3:AbortMultipartUpload'],
  DeleteObjectCommand: ['s3:DeleteObject'],
  PutEventsCommand: ['events:PutEvents'],
  PublishCommand: ['sns:Publish'],
  SendEmailCommand: ['ses:SendEmail'],
  GetSecretValueCommand: ['secretsmanager:GetSecretValue'],
  StartExecutionCommand: ['states:StartExecution'],
  InvokeEndpointCommand: ['sagemaker:InvokeEndpoint'],
};

/**
 * Keeps every call that the SDK's clients make in this process on behalf of a function. By the SDK itself, so that no call
 * is overlooked, whichever client it goes by; an unknown command fails.
 */
export function recordCalls() {
  const of = new AsyncLocalStorage<string>();
  const calls: RecordedCall[] = [];
  const client: { send: (...sent: unknown[]) => unknown } = Object.getPrototypeOf(S3Client.prototype);
  const { send } = client;
  client.send = function recorded(this: unknown, ...sent: unknown[]) {
    const by = of.getStore();
    if (by !== undefined) calls.push(...callsOf(by, sent[0]));
    return Reflect.apply(send, this, sent);
  };
  return {
    calls,
    /** Runs work on behalf of a function. */
    as: async <T>(by: string, work: () => Promise<T>): Promise<T> => of.run(by, work),
    stop: () => {
      client.send = send;
    },
  };
}

function callsOf(by: string, command: unknown): RecordedCall[] {
  const name = Object(command).constructor.name;
  const actions = actionsOf[name];
  if (!actions) throw new Error(`${by} sends ${name}, of which this test does not know what it needs`);
  if (!actions.some((action) => action.startsWith('s3:'))) {
    const index = Asked.safeParse(command).data?.input.IndexName;
    return [{ by, actions, key: index === undefined ? undefined : `index/${index}` }];
  }
  const { Key: key, VersionId, CopySource } = Sent.parse(command).input;
  const call = { by, key, actions: VersionId === undefined ? actions : actions.map((action) => `${action}Version`) };
  if (CopySource === undefined) return [call];
  const [path = '', version] = CopySource.split('?versionId=');
  const from = decodeURIComponent(path).replace(/^\/?[^/]+\//, '');
  const suffix = version === undefined ? '' : 'Version';
  return [call, { by, key: from, actions: [`s3:GetObject${suffix}`, `s3:GetObject${suffix}Tagging`] }];
}
