import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DomainError } from '../../core/errors.ts';
import type { Secrets } from '../../core/ports.ts';

/** How long a container keeps a secret: a new one is in use everywhere within this, seconds. */
const keptSeconds = 300;

/** Secrets of Secrets Manager, by ARN or name. */
export function secretsManagerSecrets(client: SecretsManagerClient): Secrets {
  const provider = new SecretsProvider({ awsSdkV3Client: client });
  return {
    get: async (name) => {
      const value = await provider.get(name, { maxAge: keptSeconds }).catch((cause: unknown) => {
        throw new DomainError('secret-missing', `The secret ${name} cannot be read.`, { cause });
      });
      if (typeof value === 'string' && value !== '') return value;
      throw new DomainError('secret-missing', `The secret ${name} holds no text.`);
    },
  };
}
