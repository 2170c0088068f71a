/** What each function may do, beside its log and its traces. */
export const mayDo: Readonly<Record<string, readonly string[]>> = {
  ApiFunction: [
    ...dynamodb('BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...s3('AbortMultipartUpload', 'DeleteObject', 'GetObject', 'ListBucket', 'PutObject'),
    'events:PutEvents',
    'sagemaker:InvokeEndpoint',
  ],
  TasksPlanShards: [
    ...dynamodb('GetItem', 'PutItem', 'Query'),
    ...s3('AbortMultipartUpload', 'DeleteObject', 'GetObject', 'ListBucket', 'PutObject'),
  ],
  TasksScoreShard: [
    ...dynamodb('BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...s3('AbortMultipartUpload', 'DeleteObject', 'GetObject', 'ListBucket', 'PutObject'),
    'events:PutEvents',
    'sagemaker:InvokeEndpoint',
  ],
  TasksSummarise: [
    ...dynamodb('GetItem', 'PutItem', 'Query'),
    ...s3('AbortMultipartUpload', 'DeleteObject', 'GetObject', 'ListBucket', 'PutObject'),
  ],
  TasksAnnounce: [...dynamodb('GetItem'), 'events:PutEvents'],
  TasksRecordFailure: [...dynamodb('GetItem', 'PutItem'), 'events:PutEvents'],
  IntakeReceiveFile: [
    ...dynamodb('GetItem', 'PutItem'),
    ...s3('AbortMultipartUpload', 'DeleteObject', 'DeleteObjectVersion', 'GetObject', 'GetObjectTagging'),
    ...s3('GetObjectVersion', 'GetObjectVersionTagging', 'ListBucket', 'PutObject', 'PutObjectTagging'),
    ...consume(),
  ],
  StartStartBatch: [...s3('GetObject', 'ListBucket'), 'states:StartExecution', ...consume()],
  TellPeopleFunction: [
    ...dynamodb('DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'),
    'secretsmanager:GetSecretValue',
    'ses:SendEmail',
    'sns:Publish',
    ...consume(),
  ],
  MailFeedbackFunction: [...dynamodb('PutItem'), ...consume()],
  FindStuckDrops: [...dynamodb('Query'), 'sqs:SendMessage'], // what it could not do: its dead letters
  TrainingStart: [
    ...dynamodb('Query'),
    ...s3('GetObject', 'ListBucket', 'PutObject'),
    'states:StartExecution',
    'sqs:SendMessage',
  ],
  TrainingCheckData: ofRuns(),
  TrainingRecordSkipped: ofRuns(),
  TrainingVerify: ofRuns(),
  TrainingGate: [...ofRuns(), ...dynamodb('BatchGetItem')],
  TrainingPromote: ofRuns(),
  TrainingKeep: ofRuns(),
  TrainingReport: ofRuns(),
  TrainingNotify: ofRuns(),
  TrainingRecordFailure: ofRuns(),
};

/** What every task of a training run does: notes its step and its result, reads what others left, tells. */
function ofRuns(): string[] {
  return [
    ...dynamodb('GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...s3('AbortMultipartUpload', 'DeleteObject', 'GetObject', 'ListBucket', 'PutObject'),
    'events:PutEvents',
  ];
}

function dynamodb(...actions: string[]): string[] {
  return actions.map((action) => `dynamodb:${action}`);
}

function s3(...actions: string[]): string[] {
  return actions.map((action) => `s3:${action}`);
}

/** Working on a queue. */
function consume(): string[] {
  return ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `sqs:${action}`,
  );
}
