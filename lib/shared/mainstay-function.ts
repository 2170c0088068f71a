import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundling } from '../../lambdas/bundling.ts';

const pathFromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const formats = { esm: OutputFormat.ESM } as const;

export interface MainstayFunctionProps {
  /** Below `lambdas/`: `api/api.handler.ts`. */
  readonly entry: string;
  readonly description: string;
  readonly timeout: Duration;
  /** Also its share of a processor: 1,769 MB is one whole. */
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetention: RetentionDays;
  /** Calls at once: never more, and so many always to be had. Left out: what the account has left. */
  readonly callsAtOnce?: number | undefined;
}

/**
 * A Lambda function as all of ours are: Node 24 on arm64, one minified module with the SDK in it (pinned and quicker to
 * load than the runtime's), traced, its own log group, and a role that can do nothing but log and trace until granted.
 */
export class MainstayFunction extends NodejsFunction {
  readonly timeLimit: Duration;

  constructor(scope: Construct, id: string, props: MainstayFunctionProps) {
    const { entry, description, timeout, memoryMb, environment, logRetention, callsAtOnce } = props;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      entry: pathFromRoot(`lambdas/${entry}`),
      projectRoot: pathFromRoot(''),
      depsLockFilePath: pathFromRoot('package-lock.json'),
      handler: 'handler',
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      timeout,
      environment,
      ...(callsAtOnce === undefined ? {} : { reservedConcurrentExecutions: callsAtOnce }),
      role,
      logGroup,
      tracing: Tracing.ACTIVE,
      bundling: {
        format: formats[bundling.format],
        target: bundling.target,
        mainFields: [...bundling.mainFields],
        minify: bundling.minify,
        keepNames: bundling.keepNames,
        banner: bundling.banner,
        bundleAwsSDK: true,
      },
    });
    this.timeLimit = timeout;
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'X-Ray (PutTraceSegments, PutTelemetryRecords) knows no resources; the test of permissions lists what else may be *.',
    });
  }
}
