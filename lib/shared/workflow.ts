import { readFileSync } from 'node:fs';
import { RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export interface WorkflowProps {
  readonly stageName: string;
  /** Name of its file, `workflows/<name>.asl.json`. */
  readonly name: string;
  /** The functions of its tasks, by the name in `${<Name>FunctionArn}`. */
  readonly functions: Readonly<Record<string, IFunction>>;
  /** What the file's other `${Name}`s stand for. */
  readonly substitutions?: Readonly<Record<string, string>> | undefined;
  readonly logRetention: RetentionDays;
}

const substitution = (name: string): string => `${name}FunctionArn`;

/**
 * A workflow in Step Functions, from the same file that the one-process home interprets. Standard, because a drop may
 * take hours and each step must be done once; traced; its log has failures only, and of these no input or output, since
 * file names stand in them.
 */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly role: Role;
  readonly #name: string;

  constructor(
    scope: Construct,
    id: string,
    { stageName, name, functions, substitutions = {}, logRetention }: WorkflowProps,
  ) {
    super(scope, id);
    const definition = readFileSync(new URL(`../../workflows/${name}.asl.json`, import.meta.url), 'utf8');
    this.#name = `mainstay-${stageName}-${name}`;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    this.role = role;
    const logs = new LogGroup(this, 'Logs', {
      // Groups of this name need no entry of their own in the account's log policy, which has room for few.
      logGroupName: `/aws/vendedlogs/states/${this.#name}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: this.#name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: {
        ...substitutions,
        ...Object.fromEntries(
          Object.entries(functions).map(([task, { functionArn }]) => [substitution(task), functionArn]),
        ),
      },
      role,
      tracingEnabled: true,
      logs: { destination: logs, level: LogLevel.ERROR, includeExecutionData: false },
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: Object.values(functions).map(({ functionArn }) => functionArn),
      }),
    );
    Validations.of(this.stateMachine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason:
        'Failures are logged; logging every event would copy file names and sums into a second place, at a price.',
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray and the delivery of logs (logs:*LogDelivery, resource policies) know no resources.',
    });
    if (/"Mode":\s*"DISTRIBUTED"/.test(definition)) this.#allowMapRuns(role);
  }

  /**
   * A distributed Map starts each item as an execution of the same state machine, and watches and stops those. A policy of
   * its own, since it names the state machine, which in turn waits for its role.
   */
  #allowMapRuns(role: Role): void {
    const { region, account } = Stack.of(this);
    const executionsOf = (number: string) => `arn:aws:states:${region}:${number}:execution:${this.#name}:*`;
    const policy = new Policy(this, 'MapRuns', {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachine.stateMachineArn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution'],
          resources: [executionsOf(account)],
        }),
      ],
    });
    Validations.of(policy).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${executionsOf(Token.isUnresolved(account) ? '<AWS::AccountId>' : account)}]`,
      reason:
        'Step Functions names the executions that a Map starts itself; they are those of this state machine only.',
    });
  }
}
