import { type BatchWorld, batchWorld } from '../../support/aws/batch-world.ts';
import { lambdaContext } from '../../support/aws/http-api-event.ts';
import { installTestModel, promoteFirst } from '../../support/seed-model.ts';

type Handler = (event: unknown, context: typeof lambdaContext) => Promise<unknown>;

export const champion = '20261101T000000Z-0a1b2c3d';
export const commit = '0123456789abcdef0123456789abcdef01234567';
export const trainingMachine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:mainstay-test-training';

/** As the stack writes it for a stage without spot instances. */
const settings = {
  budgetSeconds: 60,
  seed: 20,
  resources: {
    processing: { volumeGb: 10, maxRuntimeSeconds: 3600 },
    training: { instanceCount: 1, volumeGb: 10, spot: false, stoppingCondition: { MaxRuntimeInSeconds: 3600 } },
  },
};

export interface TrainingWorld extends BatchWorld {
  /** Makes a test model the champion, so that it is known what columns mean. */
  bringModel(): Promise<void>;
  /** Invokes a function as it stands in `lambdas/training/<file>.handler.ts`. */
  train(file: string, event: unknown): Promise<unknown>;
}

/** The training functions on local servers for DynamoDB, S3, EventBridge and Step Functions. */
export async function trainingWorld(): Promise<TrainingWorld> {
  const world = await batchWorld({
    STATE_MACHINE_ARN: trainingMachine,
    TRAINING_SETTINGS: JSON.stringify(settings),
    CODE_VERSION: '1.2.3',
    CODE_COMMIT: commit,
    SCOPE_PREFIX: 'mainstay/',
  });
  return {
    ...world,
    bringModel: async () => {
      await installTestModel(world, champion);
      await promoteFirst(world, champion);
    },
    train: async (file, event) => {
      const loaded: { handler: Handler } = await import(`../../../lambdas/training/${file}.handler.ts`);
      return loaded.handler(event, lambdaContext);
    },
  };
}
