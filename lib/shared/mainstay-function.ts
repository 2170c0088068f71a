import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage, type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

const pathFromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

let everyBundle: string | undefined;

/** Folder of all functions' bundles, made when the first of them is asked for. */
function bundles(): string {
  if (everyBundle !== undefined) return everyBundle;
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-functions-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const script = pathFromRoot('scripts/bundle-functions.mjs');
  execFileSync(process.execPath, [script, folder], { stdio: ['ignore', 2, 2] });
  everyBundle = folder;
  return folder;
}

/** The module as `lambdas/bundling.ts` describes it; CDK's own bundling takes no plugins. */
function bundled(entry: string): Code {
  return Code.fromAsset(pathFromRoot(''), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('unused'), // what follows never leaves it to a container
      command: [entry], // by this CDK tells one function's bundle from another's
      local: {
        tryBundle: (folder) => {
          cpSync(join(bundles(), 'lambdas', entry.replace(/\.ts$/, '')), folder, { recursive: true });
          return true;
        },
      },
    },
  });
}

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
  /** Where calls go that nobody waits for and that failed thrice; left out: such calls are not made, or may be lost. */
  readonly deadLetters?: IQueue | undefined;
}

/**
 * A Lambda function as all of ours are: Node 24 on arm64, minified modules with the SDK in them (pinned and quicker to
 * load than the runtime's), traced, its own log group, and a role that can do nothing but log and trace until granted.
 */
export class MainstayFunction extends LambdaFunction {
  readonly timeLimit: Duration;

  constructor(scope: Construct, id: string, props: MainstayFunctionProps) {
    const { entry, description, timeout, memoryMb, environment, logRetention, callsAtOnce, deadLetters } = props;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      code: bundled(entry),
      handler: 'index.handler',
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      timeout,
      environment,
      ...(callsAtOnce === undefined ? {} : { reservedConcurrentExecutions: callsAtOnce }),
      ...(deadLetters ? { deadLetterQueue: deadLetters } : {}),
      role,
      logGroup,
      tracing: Tracing.ACTIVE,
    });
    this.timeLimit = timeout;
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'X-Ray (PutTraceSegments, PutTelemetryRecords) knows no resources; the test of permissions lists what else may be *.',
    });
  }
}
