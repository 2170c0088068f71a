import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { buildApp } from 'fauxqs';
import { localCredentials } from './local-dynamodb.ts';

export interface LocalS3 {
  readonly endpoint: string;
  readonly client: S3Client;
  /** Makes an empty bucket. @returns its name */
  newBucket(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * S3's protocol on a free port of this machine, in memory (fauxqs 2.4.1). It takes `If-None-Match: *` on a key that
 * exists, where S3 answers 412; a hook in front of it makes that good, one write of a key at a time. That S3's own two
 * refusals are understood is tested apart, with aws-sdk-client-mock.
 */
export async function localS3(): Promise<LocalS3> {
  const app = buildApp({ logger: false });
  const turns = new Map<string, Promise<void>>();
  const ends = new WeakMap<object, () => void>();
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers['if-none-match'] !== '*') return;
    const path = request.url.split('?', 1)[0] ?? '';
    const before = turns.get(path);
    const turn = Promise.withResolvers<void>();
    turns.set(path, turn.promise);
    ends.set(request, turn.resolve);
    await before;
    const { statusCode } = await app.inject({ method: 'HEAD', url: path });
    if (statusCode === 200) {
      await reply
        .code(412)
        .type('application/xml')
        .send('<Error><Code>PreconditionFailed</Code><Condition>If-None-Match</Condition></Error>');
    }
  });
  app.addHook('onResponse', async (request) => ends.get(request)?.());
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  const client = new S3Client({ ...localCredentials, endpoint });
  let buckets = 0;
  return {
    endpoint,
    client,
    newBucket: async () => {
      buckets += 1;
      const Bucket = `bucket-${buckets}`;
      await client.send(new CreateBucketCommand({ Bucket }));
      return Bucket;
    },
    stop: async () => {
      client.destroy();
      await app.close();
    },
  };
}
