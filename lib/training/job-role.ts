import { Aws, Stack, Token, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { Stores } from '../data/data-stack.ts';
import { grantFiles, grantKey, grantListing } from '../shared/grants.ts';

export interface JobRoleProps {
  readonly stores: Stores;
  readonly source: Asset;
  readonly repositoryArn: string;
}

/** Where the jobs of all runs read and write: the folders of a run, and the model that data are compared with. */
const read = ['runs/*/checked/*', 'runs/*/prepared/*', 'runs/*/candidates/*', 'runs/*/checkpoints/*', 'models/'];
const written = [
  'runs/*/prepared/*',
  'runs/*/candidates/*',
  'runs/*/checkpoints/*',
  'runs/*/bundle/*',
  'runs/*/gate/*',
];

/** What a SageMaker job may do: its files, the package, AWS's container, its own log. */
export class JobRole extends Role {
  constructor(scope: Construct, id: string, { stores, source, repositoryArn }: JobRoleProps) {
    super(scope, id, {
      assumedBy: new ServicePrincipal('sagemaker.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    grantFiles(this, stores, ['GetObject'], read);
    grantFiles(this, stores, ['AbortMultipartUpload', 'PutObject'], written);
    grantListing(this, stores);
    grantKey(this, stores);
    const { region, account } = Stack.of(this);
    const logs = (number: string) => `arn:aws:logs:${region}:${number}:log-group:/aws/sagemaker/*`;
    const statements: [string[], string[], Record<string, unknown>?][] = [
      [['s3:GetObject'], [`${source.bucket.bucketArn}/${source.s3ObjectKey}`]],
      [['s3:ListBucket'], [source.bucket.bucketArn]],
      [['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], [repositoryArn]],
      [['ecr:GetAuthorizationToken'], ['*']],
      [
        ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        [logs(account)],
      ],
      [['cloudwatch:PutMetricData'], ['*'], { StringLike: { 'cloudwatch:namespace': '/aws/sagemaker/*' } }],
    ];
    for (const [actions, resources, conditions = {}] of statements) {
      this.addToPolicy(new PolicyStatement({ actions, resources, conditions }));
    }
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'A token of ECR and metrics of jobs know no resources; metrics are bound to the namespaces of SageMaker.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::${logs(Token.isUnresolved(account) ? '<AWS::AccountId>' : account)}]`,
        reason: 'SageMaker names the log streams of jobs itself; they are in the groups of SageMaker only.',
      },
    );
  }
}
