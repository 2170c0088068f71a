import type { S3ClientConfig } from '@aws-sdk/client-s3';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundle of a function that has to start quickly: Lambda puts the
 * credentials of the function's role into its environment, and all the other places where the SDK would look for some
 * (profiles, single sign-on, metadata services) are code that no function ever runs.
 */
export function defaultProvider(): Extract<S3ClientConfig['credentials'], (...args: never[]) => unknown> {
  return async () => {
    const {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    } = process.env;
    if (!accessKeyId || !secretAccessKey) {
      const error = new Error('The environment of this function holds no credentials of its role');
      error.name = 'CredentialsProviderError'; // as the SDK names it
      throw error;
    }
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  };
}
