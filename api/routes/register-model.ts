import { DomainError } from '../../core/errors.ts';
import { ExternalModelRequest, registerExternalModel } from '../../core/lifecycle/register-external-model.ts';
import { ModelRecord } from '../../core/lifecycle/registry.ts';
import { Profile } from '../../core/profile/profile.ts';
import type { ApiDeps } from '../deps.ts';
import { nothing, type Operation, operation } from '../operation.ts';
import * as examples from '../schemas/examples.ts';

const RegisterModelRequest = ExternalModelRequest.extend({
  profile: Profile.optional().meta({
    description: "What the customers' values mean; left out: the champion's profile",
  }),
}).meta({ id: 'RegisterModelRequest' });

/** `POST /v1/models`: a model that computes elsewhere. Those that are trained here register themselves. */
export function registerModelOperations(deps: ApiDeps): Operation[] {
  return [
    operation({
      id: 'registerModel',
      tag: 'Models',
      summary: 'Register a model behind a SageMaker endpoint',
      description:
        'Its endpoint is asked for the golden rows first, and the model is registered if it says of them what is written. It ' +
        'scores from the moment it is promoted. Tiers, value at risk and records are as with any model; there are no reasons.',
      params: nothing,
      query: nothing,
      body: { schema: RegisterModelRequest, example: examples.registerModelRequest },
      answer: { status: 201, description: 'The model as it is registered', schema: ModelRecord },
      failures: ['model-unreachable', 'model-answer-invalid', 'endpoint-not-allowed'],
      handle: async ({ body: { profile, ...request }, by }) =>
        registerExternalModel(
          request,
          { profile: profile ?? (await profileInUse(deps)), by },
          { ...deps.records, objects: deps.objects, endpoints: deps.endpoints, clock: deps.clock },
        ),
    }),
  ];
}

async function profileInUse({ champion }: ApiDeps): Promise<Profile> {
  try {
    return (await champion()).engine.profile;
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'no-champion')) throw error;
    throw new DomainError('invalid-request', 'There is no champion whose profile it could take: send one as "profile"');
  }
}
