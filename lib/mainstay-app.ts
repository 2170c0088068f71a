import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { DataStack } from './data/data-stack.ts';
import { OperationsStack } from './operations/operations-stack.ts';
import { ServingStack } from './serving/serving-stack.ts';
import { stageNamed } from './stages.ts';

/** The stacks of a stage. */
export interface MainstayStacks {
  readonly data: DataStack;
  readonly serving: ServingStack;
  readonly operations: OperationsStack;
}

/**
 * Puts the stacks of a stage into an app, each to be held against cdk-nag's AWS Solutions when the app is synthesised.
 *
 * @throws {Error} naming the stage and every field that is wrong
 */
export function mainstayApp(app: App, stageName: string): MainstayStacks {
  const stage = stageNamed(stageName);
  const props = { env: { ...(stage.account ? { account: stage.account } : {}), region: stage.region } };
  const name = (part: string) => `Mainstay-${stageName}-${part}`;
  const data = new DataStack(app, name('Data'), stage, props);
  const serving = new ServingStack(app, name('Serving'), stage, { ...props, stageName, stores: data.stores });
  const operations = new OperationsStack(app, name('Operations'), stage, {
    ...props,
    stageName,
    stores: data.stores,
    served: serving.served,
  });
  Tags.of(app).add('mainstay:stage', stageName);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { data, serving, operations };
}
