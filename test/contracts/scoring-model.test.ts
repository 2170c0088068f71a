import { afterAll, beforeAll, describe } from '@jest/globals';
import { sageMakerEndpoints } from '../../api/endpoints/endpoints.sagemaker.ts';
import { registerExternalModel } from '../../core/lifecycle/register-external-model.ts';
import { loadStoredModel } from '../../core/lifecycle/stored-model.ts';
import { type EndpointServer, endpointServer, runtimeVariables } from '../support/aws/sagemaker-endpoint.ts';
import { testEngine } from '../support/bundle.ts';
import { answerCsv, externalRequest } from '../support/external-model.ts';
import { memoryObjects } from '../support/memory-objects.ts';
import { testProfile } from '../support/profile.ts';
import { withVariables } from '../support/with-variables.ts';
import { scoringModelContract } from './scoring-model.contract.ts';

describe('the engine in this process', () => scoringModelContract(testEngine));

describe('a model behind an endpoint of SageMaker, asked with the real SDK', () => {
  let server: EndpointServer;
  let restore: () => void;
  beforeAll(async () => {
    server = await endpointServer(({ body }) => answerCsv(body));
    restore = withVariables(runtimeVariables(server.url));
  });
  afterAll(async () => {
    restore();
    await server.stop();
  });

  scoringModelContract(async () => {
    const objects = memoryObjects();
    const endpoints = sageMakerEndpoints({ timeoutMs: 10_000, attempts: 1 });
    const { version } = await registerExternalModel(
      externalRequest({ rowsPerCall: 100 }),
      { profile: testProfile, by: 'test' },
      {
        objects,
        endpoints,
        models: { register: async () => undefined },
        audit: { append: async () => undefined },
        clock: { now: () => new Date('2026-11-22T10:00:00Z') },
      },
    );
    return loadStoredModel(objects, version, 'Register it again.', endpoints);
  });
});
