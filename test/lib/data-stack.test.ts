import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { recordsTable } from '../../lambdas/records/table.ts';
import { checksumHeader } from '../../lambdas/uploads/upload-key.ts';
import { stageNamed } from '../../lib/stages.ts';
import { templatesOf } from './support/synthesised.ts';

const denied = (condition: unknown) =>
  Match.objectLike({ Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Condition: condition });

describe.each(['dev', 'prod'])('DataStack of %s', (stageName) => {
  let template: Template;
  beforeAll(() => {
    template = templatesOf(stageName).data;
  });

  it('blocks public access to every bucket, encrypts it and answers over TLS 1.2 or newer only', () => {
    template.resourceCountIs('AWS::S3::Bucket', 2);
    template.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: { ServerSideEncryptionConfiguration: [Match.anyValue()] },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    template.resourceCountIs('AWS::S3::BucketPolicy', 2);
    for (const condition of [
      { Bool: { 'aws:SecureTransport': 'false' } },
      { NumericLessThan: { 's3:TlsVersion': 1.2 } },
    ])
      template.allResourcesProperties('AWS::S3::BucketPolicy', {
        PolicyDocument: { Statement: Match.arrayWith([denied(condition)]) },
      });
  });

  it('versions the files, logs who reads them, tells EventBridge of them and forgets them in time', () => {
    const [dropDays, supersededDays] = stageName === 'prod' ? [400, 30] : [30, 1];
    template.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      LoggingConfiguration: { LogFilePrefix: 'data/', DestinationBucketName: Match.anyValue() },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      LifecycleConfiguration: {
        Rules: [
          { Id: 'expire-drops', Prefix: 'drops/', ExpirationInDays: dropDays, Status: 'Enabled' },
          { Id: 'expire-inbox', Prefix: 'inbox/', ExpirationInDays: dropDays, Status: 'Enabled' },
          { Id: 'expire-runs', Prefix: 'runs/', ExpirationInDays: dropDays, Status: 'Enabled' },
          {
            Id: 'forget-superseded',
            NoncurrentVersionExpiration: { NoncurrentDays: supersededDays },
            Status: 'Enabled',
          },
          {
            Id: 'tidy-up',
            ExpiredObjectDeleteMarker: true,
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
            Status: 'Enabled',
          },
        ],
      },
    });
    template.resourceCountIs('AWS::Lambda::Function', 0); // no custom resource does what CloudFormation can
  });

  it('takes files from the pages of the dashboard, and lets no other page send or read any', () => {
    const origins = stageNamed(stageName).login.dashboardUrls.map((url) => new URL(url).origin);
    const rules = Object.values(template.findResources('AWS::S3::Bucket')).flatMap(
      ({ Properties }): unknown => Properties.CorsConfiguration?.CorsRules ?? [],
    );
    expect(rules).toEqual([
      {
        AllowedMethods: ['PUT'],
        AllowedOrigins: origins,
        AllowedHeaders: ['content-type', checksumHeader],
        MaxAge: 3600,
      },
    ]);
  });

  it('keeps the access logs as long as the stage says', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [{ Id: 'expire-logs', ExpirationInDays: stageName === 'prod' ? 400 : 30, Status: 'Enabled' }],
      },
    });
  });

  it('makes the table with the keys and indexes that the code reads by, TTL and point-in-time recovery', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: recordsTable.partitionKey, KeyType: 'HASH' },
        { AttributeName: recordsTable.sortKey, KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: recordsTable.timeToLive, Enabled: true },
      Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
      GlobalSecondaryIndexes: Object.entries(recordsTable.indexes).map(([name, index]) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: index.partitionKey, KeyType: 'HASH' },
          { AttributeName: index.sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: index.projection },
      })),
    });
  });
});

describe('DataStack in production', () => {
  let template: Template;
  beforeAll(() => {
    template = templatesOf('prod').data;
  });

  it('cannot lose the table, the buckets or the key with the stack', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [Match.objectLike({ DeletionProtectionEnabled: true })],
    });
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Backup::BackupVault'])
      template.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('encrypts records and files with a key of its own that rotates', () => {
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [Match.objectLike({ SSESpecification: { KMSMasterKeyId: Match.anyValue() } })],
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Match.anyValue() },
          },
        ],
      },
    });
  });

  it('backs the records up every day and keeps the copies where nobody deletes them by hand', () => {
    template.hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: {
        BackupPlanRule: [
          Match.objectLike({ ScheduleExpression: 'cron(10 3 * * ? *)', Lifecycle: { DeleteAfterDays: 35 } }),
        ],
      },
    });
    template.hasResourceProperties('AWS::Backup::BackupSelection', {
      BackupSelection: { Resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Records'), 'Arn'] }] },
    });
    template.hasResourceProperties('AWS::Backup::BackupVault', {
      AccessPolicy: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
          }),
        ],
      },
    });
  });
});

describe('DataStack in development', () => {
  it('goes when it is deleted, and pays for no key and no backups', () => {
    const template = templatesOf('dev').data;
    template.allResources('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Delete' });
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.resourceCountIs('AWS::Backup::BackupPlan', 0);
    expect(JSON.stringify(template.toJSON())).not.toContain('"DeletionProtectionEnabled":true');
  });
});
