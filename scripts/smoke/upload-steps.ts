import { createHash } from 'node:crypto';
import { UploadAnswer, type UploadRequest } from '../../api/schemas/uploads.ts';
import { Receipt } from '../../core/intake/receipt.ts';
import { SmokeFailure } from './client.ts';
import { finishedReceipt, mustAddUp, receiptPath } from './receipts.ts';
import { sampleFile } from './sample-customers.ts';
import type { SmokeWorld, Step } from './steps.ts';

/** The file once more, the way that large ones come: an address for it, the file sent there, its receipt. */
export function uploadSteps({ client, sample, runId, dropTimeoutMs }: SmokeWorld): readonly Step[] {
  const file = sampleFile(sample);
  const sizeBytes = Buffer.byteLength(file);
  let given: UploadAnswer | undefined;
  const address = (): UploadAnswer => {
    if (!given) throw new SmokeFailure('there is no address');
    return given;
  };
  return [
    {
      name: 'upload address',
      run: async () => {
        const asked: UploadRequest = {
          fileName: 'smoke-upload.csv',
          sizeBytes,
          sha256: createHash('sha256').update(file).digest('hex'),
        };
        given = await client.call(
          'POST',
          '/v1/drops',
          { status: 201, schema: UploadAnswer },
          {
            headers: { 'content-type': 'application/json', 'idempotency-key': `${runId}-upload` },
            body: JSON.stringify(asked),
          },
        );
        return `at ${new URL(given.upload.url).host}, ${given.dropId}`;
      },
    },
    {
      name: 'upload',
      run: async () => {
        const { url, headers } = address().upload;
        await client.send(url, { headers, body: file });
        return `${sizeBytes} bytes`;
      },
    },
    {
      name: 'receipt of the upload',
      run: async () => {
        const path = receiptPath(address().dropId);
        // On AWS the receipt is written when the bucket tells of the file, a moment after it has arrived.
        const receipt = await finishedReceipt(() => client.find(path, Receipt), dropTimeoutMs);
        return mustAddUp(receipt, sample.rows.length - 1);
      },
    },
  ];
}
