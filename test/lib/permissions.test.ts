import { beforeAll, describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { mayDo } from './support/may-do.ts';
import { type FoundStatement, statementsOf } from './support/statements.ts';
import { allTemplatesOf, templatesOf, triedStages } from './support/synthesised.ts';
import { wildcardResources } from './support/wildcard-resources.ts';

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

  it('allows wildcard resources only where they are listed with the reason', () => {
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
