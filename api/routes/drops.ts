import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { Receipt } from '../../core/intake/receipt.ts';
import { retryDrop } from '../../core/intake/retry-drop.ts';
import { type ApiDeps, defaultSettings } from '../deps.ts';
import { checkInput } from '../http/check-input.ts';
import { countedBytes } from '../http/counted-bytes.ts';
import { fingerprintOf, hashOf, idempotencyKey, idempotently } from '../http/idempotency.ts';
import { jsonResponse } from '../http/json-response.ts';
import { publicOrigin } from '../http/public-origin.ts';
import { limitedBody, mediaTypeOf, parseJson, readJsonBody } from '../http/read-body.ts';
import { type Input, noBody, nothing, type Operation, operation } from '../operation.ts';
import { PageQuery } from '../schemas/page.ts';
import { FileName, UploadAnswer, UploadRequest, uploadExamples } from '../schemas/uploads.ts';
import { uploadLimitBytes, uploadOpenMs } from '../uploads/upload-addresses.ts';

/** A CSV, plain or gzip, or Parquet; its first bytes tell what it is, and its columns whether it is labelled. */
const mediaTypes = [
  'text/csv',
  'application/gzip',
  'application/x-gzip',
  'application/vnd.apache.parquet',
  'application/octet-stream',
];

const DropQuery = z.strictObject({ fileName: FileName.default('upload.csv') });

/** Nothing to say yet; that it is JSON keeps pages of other sites from sending it. */
const Retry = z.strictObject({}).meta({ id: 'DropRetry' });

type DropInput = Input<unknown, z.infer<typeof DropQuery>, unknown>;

/** `POST /v1/drops` and the receipts. */
export function dropOperations(deps: ApiDeps): Operation[] {
  const { drops } = deps.records;
  return [
    operation({
      id: 'submitDrop',
      tag: 'Drops',
      summary: 'Hand in a CSV file, plain or gzip, or a Parquet file: with labels for training, without for scoring',
      description:
        'The answer is the first receipt; ask for it again to see what became of the file. For a file that is larger ' +
        'than a request may be, send JSON instead: the answer is an address to send the file to.',
      params: nothing,
      query: DropQuery,
      body: noBody,
      streamedBody: mediaTypes,
      orJson: {
        schema: UploadRequest,
        example: uploadExamples.request,
        answer: {
          status: 201,
          description: 'Where to send the file',
          schema: UploadAnswer,
          example: uploadExamples.answer,
        },
      },
      answer: { status: 202, description: 'The file has arrived whole', schema: Receipt },
      failures: ['malformed-json', 'too-large', 'unsupported-media-type', 'storage-full', 'storage-read-only'],
      handle: (input) =>
        mediaTypeOf(input.context) === 'application/json' ? giveAddress(deps, input) : receive(deps, input),
    }),
    operation({
      id: 'listDrops',
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
    operation({
      id: 'retryDrop',
      tag: 'Drops',
      summary: 'Work again on a file that failed for a reason that was not its own',
      description:
        'What was done of it stays done. A file that is itself at fault would be refused again, so it is not tried.',
      params: z.strictObject({ dropId: z.string().min(1).max(200) }),
      query: nothing,
      body: { schema: Retry, example: {} },
      answer: { status: 202, description: 'The receipt, which waits again', schema: Receipt },
      failures: ['drop-not-found', 'not-retryable', 'file-not-found'],
      handle: async ({ params: { dropId } }) =>
        jsonResponse(await retryDrop(dropId, deps), {
          status: 202,
          headers: { location: `/v1/drops/${encodeURIComponent(dropId)}` },
        }),
    }),
  ];
}

/** Streams the body into the object store, then hands it on; a repeated request leaves no second copy. */
async function receive(deps: ApiDeps, input: DropInput): Promise<Response> {
  const { context, query } = input;
  const type = mediaTypeOf(context);
  if (!mediaTypes.includes(type)) {
    const sent = type === '' ? 'a body without a content type' : JSON.stringify(type);
    throw new DomainError(
      'unsupported-media-type',
      `This call reads ${mediaTypes.join(', ')} or application/json, not ${sent}`,
    );
  }
  const key = idempotencyKey(context);
  const dropId = deps.newId('drop');
  const objectKey = `drops/${dropId}/original`;
  const arriving = countedBytes(limitedBody(context, deps.settings?.dropLimitBytes ?? defaultSettings.dropLimitBytes));
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
        return jsonResponse(receipt, { status: 202, headers: { location } });
      },
    );
  } finally {
    if (!handedOn) await deps.objects.remove(objectKey);
  }
}

/** Gives out an address for a file that is too large for a request. Nothing is kept of it. */
async function giveAddress(deps: ApiDeps, { context, query }: DropInput): Promise<Response> {
  const bytes = await readJsonBody(context, deps.settings?.jsonBodyLimitBytes ?? defaultSettings.jsonBodyLimitBytes);
  const { fileName, sizeBytes, sha256 } = checkInput(UploadRequest, parseJson(bytes), 'The body');
  if (new URL(context.req.url).searchParams.has('fileName')) {
    throw new DomainError(
      'invalid-request',
      `The name stands in the body here; ${query.fileName} in the query too is one too many`,
    );
  }
  if (sizeBytes > uploadLimitBytes) {
    const most = uploadLimitBytes.toLocaleString('en');
    throw new DomainError('too-large', `A file may hold ${most} bytes at most: compress it with gzip, or split it`);
  }
  const repeatable = {
    key: idempotencyKey(context),
    fingerprint: fingerprintOf(context, hashOf(bytes)),
    customerIds: [],
  };
  return idempotently(deps, context, repeatable, async () => {
    const dropId = deps.newId('drop');
    const expiresAt = new Date(deps.clock.now().getTime() + uploadOpenMs);
    const address = await deps.uploads.open({ dropId, fileName, sizeBytes, sha256, expiresAt }, publicOrigin(context));
    const answer: UploadAnswer = { dropId, upload: { method: 'PUT', ...address, expiresAt: expiresAt.toISOString() } };
    return jsonResponse(answer, { status: 201, headers: { location: `/v1/drops/${encodeURIComponent(dropId)}` } });
  });
}
