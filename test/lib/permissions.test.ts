import { beforeAll, describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type FoundStatement, statementsOf } from './support/statements.ts';
import { templatesOf } from './support/synthesised.ts';

/** Every permission on more than one named thing, and why there is no narrower one. Anything else fails. */
const wildcardResources: readonly { on: RegExp; actions: RegExp; resource: RegExp; why: string }[] = [
  {
    on: /^ApiFunctionRole/,
    actions: /^xray:(PutTelemetryRecords|PutTraceSegments)$/,
    resource: /^"\*"$/,
    why: 'X-Ray knows no resources for traces that are sent in.',
  },
  {
    on: /^ApiFunctionRole/,
    actions: /^s3:GetObject$/,
    resource: /Files[0-9A-F]{8}.*"\/(models|drops)\/\*"/,
    why: 'Keys hold ids that are made as they come.',
  },
  {
    on: /^ApiFunctionRole/,
    actions: /^s3:(PutObject|DeleteObject|AbortMultipartUpload)$/,
    resource: /Files[0-9A-F]{8}.*"\/drops\/\*"/,
    why: 'Keys hold ids that are made as they come. Models are not among them: the API never writes one.',
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

describe.each(['dev', 'prod'])('permissions in %s', (stageName) => {
  let statements: FoundStatement[];
  let allowed: FoundStatement[];
  beforeAll(() => {
    const { data, serving, operations } = templatesOf(stageName);
    statements = [data, serving, operations].flatMap((template) => statementsOf(template));
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

  it('lets the API function do what its calls need, and nothing else', () => {
    const own = allowed.filter(({ on }) => on.startsWith('ApiFunctionRoleDefaultPolicy'));
    const may = Object.groupBy(
      own.flatMap(({ actions }) => actions),
      (action) => action.split(':')[0] ?? '',
    );
    const names = Object.fromEntries(
      Object.entries(may).map(([service, actions = []]) => [service, [...new Set(actions)].toSorted()]),
    );
    expect(names).toEqual({
      dynamodb: ['BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
        (action) => `dynamodb:${action}`,
      ),
      logs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      s3: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
      xray: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      ...(stageName === 'prod'
        ? {
            kms: ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(
              (action) => `kms:${action}`,
            ),
          }
        : {}),
    });
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
    const { data, serving, operations } = templatesOf(stageName);
    const attached = [data, serving, operations]
      .flatMap((template) => Object.values(template.findResources('AWS::IAM::Role')))
      .flatMap((role) => JSON.stringify(role).match(/:iam::aws:policy\/[^"]+/g) ?? []);
    expect(attached).toEqual(
      stageName === 'prod' ? [':iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup'] : [],
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
