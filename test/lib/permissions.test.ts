import { beforeAll, describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type FoundStatement, statementsOf } from './support/statements.ts';
import { allTemplatesOf, templatesOf, triedStages } from './support/synthesised.ts';

/** Every permission on more than one named thing, and why there is no narrower one. Anything else fails. */
const wildcardResources: readonly { on: RegExp; actions: RegExp; resource: RegExp; why: string }[] = [
  {
    on: /Role(DefaultPolicy)?[0-9A-F]{6,8}$/,
    actions: /^xray:(PutTelemetryRecords|PutTraceSegments)$/,
    resource: /^"\*"$/,
    why: 'X-Ray knows no resources for traces that are sent in.',
  },
  {
    on: /^WorkflowRole/,
    actions: /^xray:GetSampling(Rules|Targets)$/,
    resource: /^"\*"$/,
    why: 'Which executions are traced is asked of X-Ray, which knows no resources for it.',
  },
  {
    on: /^WorkflowRole/,
    actions:
      /^logs:(CreateLogDelivery|DeleteLogDelivery|DescribeLogGroups|DescribeResourcePolicies|GetLogDelivery|ListLogDeliveries|PutResourcePolicy|UpdateLogDelivery)$/,
    resource: /^"\*"$/,
    why: 'Step Functions has its log delivered by these calls, which know no resources; AWS documents them with *.',
  },
  {
    on: /^WorkflowMapRuns/,
    actions: /^states:(DescribeExecution|StopExecution)$/,
    resource: /:execution:mainstay-[a-z]+-batch:\*"/,
    why: 'Step Functions names the executions that a Map starts itself; they are those of this state machine only.',
  },
  {
    on: /^(ApiFunction|TasksPlanShards|TasksScoreShard|TasksSummarise)Role/,
    actions: /^s3:GetObject$/,
    resource: /Files[0-9A-F]{8}.*"\/(models|drops)\/\*"/,
    why: 'Keys hold ids that are made as they come.',
  },
  {
    on: /^ApiFunctionRole/,
    actions: /^s3:(PutObject|DeleteObject|AbortMultipartUpload)$/,
    resource: /Files[0-9A-F]{8}.*"\/(drops|inbox\/uploads)\/\*"/,
    why: 'Keys hold ids that are made as they come. Models are not among them: the API never writes one.',
  },
  {
    on: /^ApiFunctionRole/,
    actions: /^s3:PutObject$/,
    resource: /Files[0-9A-F]{8}.*"\/models\/\*\/(profile|golden|model)\.json"/,
    why: 'Of a model behind an endpoint it writes the three documents, under a version that is made then; where the stage names one.',
  },
  {
    on: /^Tasks(PlanShards|ScoreShard|Summarise)Role/,
    actions: /^s3:(PutObject|DeleteObject|AbortMultipartUpload)$/,
    resource: /Files[0-9A-F]{8}.*"\/drops\/\*\/batch\/\*"/,
    why: 'What a drop needs while it is worked on lies under its id.',
  },
  {
    on: /^TasksSummariseRole/,
    actions: /^s3:(PutObject|AbortMultipartUpload)$/,
    resource: /Files[0-9A-F]{8}.*"\/drops\/\*\/(scores\.csv|quarantine\.jsonl)"/,
    why: 'What a drop leaves lies under its id.',
  },
  {
    on: /^IntakeReceiveFileRole/,
    actions: /^s3:(DeleteObject|GetObject|GetObjectTagging)(Version(Tagging)?)?$|^s3:GetObjectVersion(Tagging)?$/,
    resource: /Files[0-9A-F]{8}.*"\/inbox\/\*"/,
    why: 'People name the files that they put into the inbox.',
  },
  {
    on: /^IntakeReceiveFileRole/,
    actions: /^s3:(AbortMultipartUpload|GetObject|PutObject|PutObjectTagging)$/,
    resource: /Files[0-9A-F]{8}.*"\/drops\/\*\/(original|queued\.json)"/,
    why: 'A drop begins under an id that is made as it comes.',
  },
  {
    on: /^StartStartBatchRole/,
    actions: /^s3:GetObject$/,
    resource: /Files[0-9A-F]{8}.*"\/drops\/\*\/queued\.json"/,
    why: 'The note that a drop waits lies under its id.',
  },
  {
    on: /^ApiFunctionRole/,
    actions: /^s3:(AbortMultipartUpload|DeleteObject|GetObject|PutObject)$/,
    resource: /Files[0-9A-F]{8}.*"\/training-data\/\*"/,
    why: 'Erasing a customer reaches the training data, whose parts bear days and hashes.',
  },
  {
    on: /^Training[A-Za-z]+Role/,
    actions: /^s3:GetObject$/,
    resource: /Files[0-9A-F]{8}.*"\/(drops|models|runs|training-data)\/\*"/,
    why: 'Keys hold ids that are made as they come.',
  },
  {
    on: /^Training[A-Za-z]+Role/,
    actions: /^s3:(AbortMultipartUpload|DeleteObject|PutObject)$/,
    resource: /Files[0-9A-F]{8}.*"\/runs\/\*"/,
    why: 'What a run needs and leaves lies under its id.',
  },
  {
    on: /^TrainingCheckDataRole/,
    actions: /^s3:(AbortMultipartUpload|DeleteObject|PutObject)$/,
    resource: /Files[0-9A-F]{8}.*"\/(training-data\/\*|drops\/\*\/quarantine\.jsonl)"/,
    why: 'Parts of the training data bear their day and hash; rows set aside lie under their drop.',
  },
  {
    on: /^Training(Notify|RecordFailure)Role/,
    actions: /^s3:PutObject$/,
    resource: /Files[0-9A-F]{8}.*"\/training-data\/(_leases\/\*|\*\/last-run\.json)"/,
    why: 'A run that is over lets the next one begin; leases are numbered as they come, and each profile has its last run.',
  },
  {
    on: /^Training(Verify|Gate|Report)Role/,
    actions: /^s3:(AbortMultipartUpload|PutObject)$/,
    resource: /Files[0-9A-F]{8}.*"\/models\/\*"/,
    why: 'A model lies under its version, which is made then.',
  },
  {
    on: /^JobRole/,
    actions: /^s3:(AbortMultipartUpload|GetObject|PutObject)$/,
    resource: /Files[0-9A-F]{8}.*"\/(models\/\*|runs\/\*\/(bundle|candidates|checked|checkpoints|gate|prepared)\/\*)"/,
    why: 'Jobs read and write the folders of their run, which is named as it comes.',
  },
  {
    on: /^JobRole/,
    actions: /^(ecr:GetAuthorizationToken|cloudwatch:PutMetricData)$/,
    resource: /^"\*"$/,
    why: 'Neither knows resources; metrics are bound to the namespaces of SageMaker.',
  },
  {
    on: /^JobRole/,
    actions: /^logs:(CreateLogGroup|CreateLogStream|DescribeLogStreams|PutLogEvents)$/,
    resource: /log-group:\/aws\/sagemaker\/\*/,
    why: 'SageMaker names the streams of jobs itself.',
  },
  {
    on: /^WorkflowRole/,
    actions: /^sagemaker:(AddTags|(Create|Describe|Stop)(Training|Processing)Job)$/,
    resource: /:(training|processing)-job\/run-\*"/,
    why: 'Jobs bear the name of their run.',
  },
  {
    on: /^AccessLogsPolicy/,
    actions: /^s3:PutObject$/,
    resource: /AccessLogs.*"\/data\/\*"/,
    why: 'S3 names each log file itself.',
  },
  {
    on: /^Key/,
    actions: /^kms:[A-Za-z]+$/,
    resource: /^"\*"$/,
    why: 'In the policy of a key, * is that key.',
  },
];

/** What each function may do, beside its log and its traces. */
const mayDo: Readonly<Record<string, readonly string[]>> = {
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

const useOfKey = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(
  (action) => `kms:${action}`,
);
const logAndTrace = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

describe.each(Object.keys(triedStages))('permissions in %s', (stageName) => {
  let statements: FoundStatement[];
  let allowed: FoundStatement[];
  beforeAll(() => {
    statements = allTemplatesOf(stageName).flatMap((template) => statementsOf(template));
    allowed = statements.filter(({ effect }) => effect === 'Allow');
  });

  it('allows no action by wildcard', () => {
    expect(allowed.length).toBeGreaterThan(8);
    expect(allowed.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('allows wildcard resources only where they are listed above with the reason', () => {
    const wide = allowed.flatMap(({ on, actions, resources }) =>
      resources
        .filter((resource) => resource.includes('*'))
        .flatMap((resource) => actions.map((action) => ({ on, action, resource }))),
    );
    const unlisted = wide.filter(
      ({ on, action, resource }) =>
        !wildcardResources.some((one) => one.on.test(on) && one.actions.test(action) && one.resource.test(resource)),
    );
    expect(unlisted).toEqual([]);
    expect(wide.length).toBeGreaterThan(0);
  });

  it('lets nobody in without a name: what is open to all principals is a refusal', () => {
    const open = statements.filter(({ principal }) => /"\*"/.test(JSON.stringify(principal) ?? ''));
    expect(open.filter(({ effect }) => effect === 'Allow')).toEqual([]);
  });

  it('knows of every function what it may do', () => {
    const functions = allTemplatesOf('full').flatMap((template) =>
      Object.keys(template.findResources('AWS::Lambda::Function')),
    );
    expect(functions.map((id) => id.slice(0, -8)).toSorted()).toEqual(Object.keys(mayDo).toSorted());
  });

  it.each(Object.keys(mayDo))('lets the function %s do what it needs, and nothing else', (name) => {
    const may = allowed
      .filter(({ on }) => on.replace(/[0-9A-F]{7,8}$/, '') === `${name}RoleDefaultPolicy`)
      .flatMap(({ actions }) => actions);
    if (may.length === 0) {
      expect([stageName, name]).toEqual(['dev', 'MailFeedbackFunction']); // not there where no mail is sent
      return;
    }
    const off =
      stageName === 'full'
        ? []
        : [
            'secretsmanager:GetSecretValue',
            'sagemaker:InvokeEndpoint',
            ...(stageName === 'dev' ? ['ses:SendEmail'] : []),
          ];
    const wanted = [...(mayDo[name] ?? []), ...logAndTrace, ...(stageName === 'dev' ? [] : useOfKey)];
    expect([...new Set(may)].toSorted()).toEqual(wanted.filter((action) => !off.includes(action)).toSorted());
  });

  it('lets functions ask the one model that the stage names, and none where it names none', () => {
    const asking = allowed.filter(({ actions }) => actions.includes('sagemaker:InvokeEndpoint'));
    expect(asking.map(({ on }) => on.replace(/RoleDefaultPolicy.*$/, '')).toSorted()).toEqual(
      stageName === 'full' ? ['ApiFunction', 'TasksScoreShard'] : [],
    );
    for (const { resources } of asking) {
      expect(resources).toEqual([expect.stringMatching(/:sagemaker:eu-west-1:.*:endpoint\/churn-team"/)]);
    }
    const writing = allowed.filter(({ resources }) => resources.some((one) => one.includes('/models/*/')));
    expect(writing).toHaveLength(stageName === 'full' ? 1 : 0);
  });

  it('lets functions speak on the bus in the name of Mainstay only', () => {
    const telling = allowed.filter(({ actions }) => actions.includes('events:PutEvents'));
    expect(telling).not.toHaveLength(0);
    for (const { condition, resources } of telling) {
      expect(condition).toEqual({ StringEquals: { 'events:source': 'mainstay' } });
      expect(resources).toHaveLength(1);
    }
  });

  it('lets services of AWS in for this account or for one resource of it only', () => {
    const services = allowed.filter(
      ({ principal, actions }) =>
        /"Service":/.test(JSON.stringify(principal) ?? '') && !actions.includes('sts:AssumeRole'),
    );
    expect(services.length).toBeGreaterThan(5);
    for (const { condition } of services) expect(JSON.stringify(condition)).toMatch(/aws:Source(Account|Arn)/i);
  });

  it('lets only the gateway of this stage invoke the function', () => {
    const permissions = Object.values(templatesOf(stageName).serving.findResources('AWS::Lambda::Permission'));
    expect(permissions.length).toBeGreaterThan(0);
    for (const permission of permissions)
      expect(permission).toMatchObject({
        Properties: {
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
          SourceArn: { 'Fn::Join': ['', expect.arrayContaining([{ Ref: expect.stringMatching(/^HttpApi/) }])] },
        },
      });
  });

  it('attaches no policy of AWS to a role but the one that AWS Backup needs', () => {
    const attached = allTemplatesOf(stageName)
      .flatMap((template) => Object.values(template.findResources('AWS::IAM::Role')))
      .flatMap((role) => JSON.stringify(role).match(/:iam::aws:policy\/[^"]+/g) ?? []);
    expect(attached).toEqual(
      stageName === 'dev' ? [] : [':iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup'],
    );
  });
});

describe('the test of permissions', () => {
  it('sees what the CDK grants by wildcard', () => {
    const stack = new Stack();
    new Bucket(stack, 'Files').grantRead(new Role(stack, 'Reader', { assumedBy: new AccountRootPrincipal() }));
    const actions = statementsOf(Template.fromStack(stack)).flatMap((statement) => statement.actions);
    expect(actions.filter((action) => action.includes('*')).toSorted()).toEqual([
      's3:GetBucket*',
      's3:GetObject*',
      's3:List*',
    ]);
  });
});
