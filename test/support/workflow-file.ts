import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What stands in a workflow file for things that are no functions. */
const others: Readonly<Record<string, string>> = {
  BucketName: 'mainstay-test',
  Stage: 'test',
  TrainingImage: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:3.0-5',
  TrainingInstanceType: 'ml.m5.xlarge',
  ProcessingInstanceType: 'ml.m5.large',
  TrainingRole: 'arn:aws:iam::123456789012:role/training',
  TrainingSource: 's3://assets/source.tar.gz',
};

/** The text of a workflow file with every `${Name}` filled: by the ARN of a function of that name where it is one. */
export function workflowText(name: string): string {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'workflows', `${name}.asl.json`), 'utf8');
  return text.replaceAll(
    /\$\{(\w+?)(Arn)?\}/g,
    (all, of: string) =>
      others[of] ?? (all.endsWith('FunctionArn}') ? `arn:aws:lambda:eu-west-1:123456789012:function:${of}` : all),
  );
}
