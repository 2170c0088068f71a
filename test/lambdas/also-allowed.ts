/** Functions by the file of their handler, under the names that their roles begin with. */
export const roles = {
  'api/api': 'ApiFunction',
  'batch/receive-file': 'IntakeReceiveFile',
  'batch/start-batch': 'StartStartBatch',
  'batch/plan-shards': 'TasksPlanShards',
  'batch/score-shard': 'TasksScoreShard',
  'batch/summarise': 'TasksSummarise',
  'batch/announce': 'TasksAnnounce',
  'batch/record-failure': 'TasksRecordFailure',
  'notifications/tell-people': 'TellPeopleFunction',
  'notifications/mail-feedback': 'MailFeedbackFunction',
  'schedule/find-stuck-drops': 'FindStuckDrops',
  'training/start-training': 'TrainingStart',
  'training/check-data': 'TrainingCheckData',
  'training/record-skipped': 'TrainingRecordSkipped',
  'training/verify': 'TrainingVerify',
  'training/gate': 'TrainingGate',
  'training/promote': 'TrainingPromote',
  'training/keep': 'TrainingKeep',
  'training/report': 'TrainingReport',
  'training/notify': 'TrainingNotify',
  'training/record-failure': 'TrainingRecordFailure',
} as const;
export type File = keyof typeof roles;
const isFile = (name: string): name is File => Object.hasOwn(roles, name);
export const files = Object.keys(roles).filter(isFile);

/** Called by the services around a function and not by its code. */
export const notTheCode = /^(kms|logs|sqs|xray):/;

const cutOff = { 's3:AbortMultipartUpload': 'takes away parts of a large file whose writing was cut off' };
const listing = {
  's3:ListBucket': 'needs no call: with it S3 says that a file is not there, and not that it is forbidden',
};
const asking = { 'sagemaker:InvokeEndpoint': 'for a model of the team behind an endpoint (external-model.test.ts)' };

/** Allowed, and not called here: why. An entry too many fails too. */
export const alsoAllowed: Readonly<Partial<Record<File, Readonly<Record<string, string>>>>> = {
  'api/api': { ...cutOff, ...asking },
  'batch/receive-file': {
    ...cutOff,
    ...listing,
    's3:DeleteObjectVersion': 'files of a bucket with versions, which the local server has not',
    's3:GetObjectVersion': 'the same',
    's3:GetObjectVersionTagging': 'the same',
  },
  'batch/start-batch': listing,
  'batch/plan-shards': {
    ...cutOff,
    ...listing,
    's3:DeleteObject': 'clears what was made of a file that was changed meanwhile (erase-in-work.test.ts)',
  },
  'batch/score-shard': {
    ...cutOff,
    ...listing,
    ...asking,
    'dynamodb:BatchWriteItem': 'erases a customer again who was erased while it scored (erase-in-work.test.ts)',
    'dynamodb:UpdateItem': 'the same, from receipts and kept answers',
    's3:DeleteObject': 'the same, from the parts of its shard',
    'events:PutEvents': 'tells of tiers that rose (whole-workflow.test.ts)',
  },
  'batch/summarise': cutOff,
  'training/start-training': listing,
};

/**
 * Tasks of a training run share one set (lib/training/training-tasks.ts), since which of them tells, lists and clears depends
 * on how a run goes. Here they find no job's results, so that only the first half of the comparison says much of them.
 */
export const isTaskOfRun = (file: File): boolean => file.startsWith('training/') && file !== 'training/start-training';
