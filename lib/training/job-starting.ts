import { Stack, Token, Validations } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';

/** Kinds of jobs that the workflow waits for; SageMaker's own words in ARNs and actions. */
const kinds = [
  { of: 'training-job', job: 'TrainingJob', rule: 'StepFunctionsGetEventsForSageMakerTrainingJobsRule' },
  { of: 'processing-job', job: 'ProcessingJob', rule: 'StepFunctionsGetEventsForSageMakerProcessingJobsRule' },
] as const;

/** Lets the workflow start jobs of runs, wait for them by events, stop them, and hand them their role and no other. */
export function allowJobs(workflowRole: Role, jobRole: IRole): void {
  const { region, account } = Stack.of(workflowRole);
  const jobs = (of: string, number: string) => `arn:aws:sagemaker:${region}:${number}:${of}/run-*`;
  for (const { of, job, rule } of kinds) {
    workflowRole.addToPolicy(
      new PolicyStatement({
        actions: [`sagemaker:Create${job}`, `sagemaker:Describe${job}`, `sagemaker:Stop${job}`, 'sagemaker:AddTags'],
        resources: [jobs(of, account)],
      }),
    );
    workflowRole.addToPolicy(
      new PolicyStatement({
        actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
        resources: [`arn:aws:events:${region}:${account}:rule/${rule}`],
      }),
    );
    Validations.of(workflowRole).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${jobs(of, Token.isUnresolved(account) ? '<AWS::AccountId>' : account)}]`,
      reason: 'Jobs bear the name of their run, which is made as it comes.',
    });
  }
  workflowRole.addToPolicy(
    new PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [jobRole.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    }),
  );
}
