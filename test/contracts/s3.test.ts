import { afterAll, beforeAll, describe } from '@jest/globals';
import { S3ObjectStore } from '../../lambdas/objects/object-store.s3.ts';
import { type LocalS3, localS3 } from '../support/aws/local-s3.ts';
import { objectStoreContract } from './object-store.contract.ts';

let s3: LocalS3;
beforeAll(async () => {
  s3 = await localS3();
});
afterAll(() => s3.stop());

describe('objects in S3', () => objectStoreContract(async () => new S3ObjectStore(s3.client, await s3.newBucket())));
