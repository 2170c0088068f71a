import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { Receipt } from '../../core/intake/receipt.ts';
import { type ApiDeps, defaultSettings } from '../deps.ts';
import { fingerprintOf, idempotencyKey, idempotently } from '../http/idempotency.ts';
import { limitedBody, mediaTypeOf } from '../http/read-body.ts';
import { type Input, noBody, nothing, type Operation, operation } from '../operation.ts';
import { PageQuery } from '../schemas/page.ts';

/** A CSV, plain or gzip; what it is is told by its first bytes, and whether it is labelled by its columns. */
const mediaTypes = ['text/csv', 'application/gzip', 'application/x-gzip', 'application/octet-stream'];

const FileName = z.strictObject({
  fileName: z
    .string()
    .regex(/^[^\p{Cc}/\\]{1,200}$/u, 'a file name of 1 to 200 characters without slashes')
    .default('upload.csv')
    .meta({ description: 'How people know the file' }),
});

/** `POST /v1/drops` and the receipts. */
export function dropOperations(deps: ApiDeps): Operation[] {
  const { drops } = deps.records;
  return [
    operation({
      id: 'submitDrop',
      method: 'post',
      path: '/v1/drops',
      tag: 'Drops',
      summary: 'Hand in a CSV file, plain or gzip: with labels for training, without for scoring',
      description: 'The answer is the first receipt; ask for it again to see what became of the file.',
      params: nothing,
      query: FileName,
      body: noBody,
      streamedBody: mediaTypes,
      answer: { status: 202, description: 'The file has arrived whole', schema: Receipt },
      failures: ['too-large', 'unsupported-media-type', 'storage-full', 'storage-read-only'],
      handle: (input) => receive(deps, input),
    }),
    operation({
      id: 'listDrops',
      method: 'get',
      path: '/v1/drops',
      tag: 'Drops',
      summary: 'Receipts, newest first',
      params: nothing,
      query: PageQuery,
      body: noBody,
      answer: {
        status: 200,
        description: 'One page',
        schema: z.strictObject({ items: z.array(Receipt), cursor: z.string().optional() }),
      },
      failures: ['invalid-cursor'],
      handle: async ({ query }) => {
        const { items, cursor } = await drops.list(query);
        return { items: [...items], ...(cursor === undefined ? {} : { cursor }) };
      },
    }),
    operation({
      id: 'getDrop',
      method: 'get',
      path: '/v1/drops/{dropId}',
      tag: 'Drops',
      summary: 'One receipt',
      params: z.strictObject({ dropId: z.string().min(1).max(200) }),
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'The receipt', schema: Receipt },
      failures: ['drop-not-found'],
      handle: async ({ params: { dropId } }) => {
        const receipt = await drops.get(dropId);
        if (!receipt) throw new DomainError('drop-not-found', `No drop ${JSON.stringify(dropId)} is known`);
        return receipt;
      },
    }),
  ];
}

/** Streams the body into the object store, then hands it on; a repeated request leaves no second copy. */
async function receive(deps: ApiDeps, input: Input<unknown, z.infer<typeof FileName>, unknown>): Promise<Response> {
  const { context, query } = input;
  const type = mediaTypeOf(context);
  if (!mediaTypes.includes(type)) {
    const sent = type === '' ? 'a body without a content type' : JSON.stringify(type);
    throw new DomainError('unsupported-media-type', `This call reads ${mediaTypes.join(', ')}, not ${sent}`);
  }
  const key = idempotencyKey(context);
  const dropId = deps.newId('drop');
  const objectKey = `drops/${dropId}/original`;
  const arriving = counted(limitedBody(context, deps.settings?.dropLimitBytes ?? defaultSettings.dropLimitBytes));
  await deps.objects.put(objectKey, arriving.chunks);
  let handedOn = false;
  try {
    const { sizeBytes, sha256 } = arriving.sum();
    return await idempotently(
      deps,
      context,
      { key, fingerprint: fingerprintOf(context, sha256), customerIds: [] },
      async () => {
        const receivedAt = deps.clock.now().toISOString();
        const drop = { dropId, objectKey, fileName: query.fileName, sizeBytes, sha256, receivedAt };
        const receipt = await deps.submitDrop(drop);
        handedOn = true;
        const location = `/v1/drops/${encodeURIComponent(dropId)}`;
        return Response.json(receipt, { status: 202, headers: { location } });
      },
    );
  } finally {
    if (!handedOn) await deps.objects.remove(objectKey);
  }
}

function counted(content: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      yield chunk;
    }
  }
  return { chunks: chunks(), sum: () => ({ sizeBytes, sha256: hash.digest('hex') }) };
}
