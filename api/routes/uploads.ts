import type { Context, Hono } from 'hono';
import { DomainError } from '../../core/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { countedBytes } from '../http/counted-bytes.ts';
import type { ApiEnv } from '../http/env.ts';
import { limitedBody } from '../http/read-body.ts';
import { uploadsPath } from '../uploads/own-upload-addresses.ts';
import type { PlannedUpload } from '../uploads/upload-addresses.ts';

/**
 * `PUT /v1/uploads/{token}`, in a home whose own server takes large files. Like the addresses of S3 it is no call of the
 * API: its token is the permission, and it is told by `POST /v1/drops` alone.
 */
export function mountUploads(app: Hono<ApiEnv>, deps: ApiDeps): void {
  const { redeem } = deps.uploads;
  if (!redeem) return;
  app.put(`${uploadsPath}:token`, async (context) => {
    const upload = redeem(context.req.param('token'));
    if (!upload) throw new DomainError('not-found', 'This address was not given out since the server has started.');
    await take(context, upload, deps);
    return new Response(null, { status: 200, headers: { 'cache-control': 'no-store' } });
  });
}

/** Streams the file into the object store and hands it on. What breaks off or is another file leaves nothing. */
async function take(context: Context<ApiEnv>, upload: PlannedUpload, deps: ApiDeps): Promise<void> {
  const { dropId, fileName, sizeBytes, sha256, expiresAt } = upload;
  const { objects, records, clock } = deps;
  if (clock.now() > expiresAt) throw closed('has expired');
  if (await records.drops.get(dropId)) throw closed('has been used');
  const objectKey = `drops/${dropId}/original`;
  const { chunks, sum } = countedBytes(limitedBody(context, sizeBytes), (arrived) => {
    if (arrived.sizeBytes !== sizeBytes)
      throw new DomainError('invalid-request', `The address is for ${sizeBytes} bytes, and ${arrived.sizeBytes} came.`);
    if (sha256 !== undefined && arrived.sha256 !== sha256)
      throw new DomainError('invalid-request', `The address is for a file of another SHA-256 than the one that came.`);
  });
  if (!(await objects.put(objectKey, chunks, { ifAbsent: true }))) throw closed('has been used');
  let handedOn = false;
  try {
    const receivedAt = clock.now().toISOString();
    await deps.submitDrop({ dropId, objectKey, fileName, sizeBytes, sha256: sum().sha256, receivedAt });
    handedOn = true;
  } finally {
    if (!handedOn) await objects.remove(objectKey);
  }
}

function closed(why: string): DomainError {
  return new DomainError('upload-closed', `This address ${why}. Ask for another one with POST /v1/drops.`);
}
