import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UploadAnswer } from '../../api/schemas/uploads.ts';
import { uploadLimitBytes, uploadOpenMs } from '../../api/uploads/upload-addresses.ts';
import { readObject } from '../../core/lifecycle/stored-model.ts';
import { type ApiUnderTest, apiUnderTest, startOfTime } from '../support/api-under-test.ts';

const csv = 'id,tickets\nc1,4\n';
const sha256 = createHash('sha256').update(csv).digest('hex');
const wish = { fileName: 'customers 한.csv', sizeBytes: csv.length };

let home: ApiUnderTest;
beforeEach(async () => {
  home = await apiUnderTest({ settings: { dropLimitBytes: 10 } }); // less than the file
});
afterEach(() => home.close());

async function addressFor(body: unknown, headers: Record<string, string> = {}): Promise<UploadAnswer> {
  const response = await home.post('/v1/drops', body, headers);
  expect(response.status).toBe(201);
  return UploadAnswer.parse(await response.json());
}

const put = async ({ upload: { url, headers, method } }: UploadAnswer, body: string | ReadableStream = csv) => {
  const streamed = typeof body === 'string' ? {} : { duplex: 'half' as const };
  return home.api.request(url, { method, headers, body, ...streamed });
};

async function code(response: Response): Promise<unknown> {
  return [response.status, await response.json()];
}

describe('an upload address', () => {
  it('takes a file that is too large for a request, which becomes the drop that was told', async () => {
    const answer = await addressFor({ ...wish, sha256 });
    expect(answer.upload.expiresAt).toBe(new Date(startOfTime.getTime() + uploadOpenMs).toISOString());
    expect((await home.get(`/v1/drops/${answer.dropId}`)).status).toBe(404);
    expect(await home.objects.list('')).toEqual([]); // an address that nobody uses leaves nothing

    const response = await put(answer);
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(home.submitted).toMatchObject([{ dropId: answer.dropId, ...wish, sha256 }]);
    const stored = await readObject(home.objects, home.submitted[0]?.objectKey ?? '');
    expect(Buffer.from(stored ?? []).toString()).toBe(csv);
    expect((await home.get(`/v1/drops/${answer.dropId}`)).status).toBe(200);
  });

  it('is told under the address by which the client came, also through a proxy', async () => {
    const plain = await addressFor(wish);
    expect(new URL(plain.upload.url).origin).toBe('http://localhost');
    const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'mainstay.example.com, inner' };
    expect(new URL((await addressFor(wish, proxied)).upload.url).origin).toBe('https://mainstay.example.com');
    const forged = { 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'a/b' };
    expect(new URL((await addressFor(wish, forged)).upload.url).origin).toBe('http://localhost');
  });

  it('is the same for repeats of one idempotency key', async () => {
    const headers = { 'idempotency-key': 'k' };
    expect(await addressFor(wish, headers)).toEqual(await addressFor(wish, headers));
    const other = await home.post('/v1/drops', { ...wish, sizeBytes: 1 }, headers);
    expect(await code(other)).toMatchObject([422, { code: 'idempotency-mismatch' }]);
  });

  it('is used once', async () => {
    const answer = await addressFor(wish);
    expect((await put(answer)).status).toBe(200);
    expect(await code(await put(answer))).toMatchObject([410, { code: 'upload-closed' }]);
    expect(home.submitted).toHaveLength(1);
  });

  it('takes one of two files that arrive at once', async () => {
    const answer = await addressFor(wish);
    const statuses = (await Promise.all([put(answer), put(answer)])).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 410]));
    expect(home.submitted).toHaveLength(1);
  });

  it('closes after its time', async () => {
    const answer = await addressFor(wish);
    home.tick(uploadOpenMs + 1);
    expect(await code(await put(answer))).toMatchObject([410, { code: 'upload-closed' }]);
    expect(await home.objects.list('')).toEqual([]);
  });

  it.each([
    ['shorter', csv.slice(1), 400, 'invalid-request'],
    ['longer', `${csv}x`, 413, 'too-large'],
    ['other', csv.replace('4', '5'), 400, 'invalid-request'],
  ])(
    'refuses a %s file and keeps nothing of it, but takes the right one after it',
    async (_name, body, status, refusal) => {
      const answer = await addressFor({ ...wish, sha256 });
      expect(await code(await put(answer, body))).toMatchObject([status, { code: refusal }]);
      expect(await home.objects.list('')).toEqual([]);
      expect((await put(answer)).status).toBe(200);
    },
  );

  it('keeps nothing of a file that breaks off', async () => {
    const answer = await addressFor(wish);
    const breaking = new ReadableStream({
      pull: (controller) => controller.error(new Error('the line went dead')),
    });
    expect((await put(answer, breaking)).status).toBe(500);
    expect(await home.objects.list('')).toEqual([]);
    expect(home.submitted).toEqual([]);
  });

  it('cannot be made up or altered', async () => {
    const answer = await addressFor(wish);
    const [content = '', seal = ''] = new URL(answer.upload.url).pathname.split('/').at(-1)?.split('.') ?? [];
    const larger = Buffer.from(Buffer.from(content, 'base64url').toString().replace('"sizeBytes":1', '"sizeBytes":91'));
    for (const token of [`${larger.toString('base64url')}.${seal}`, `${content}.`, content, `${content}.${seal}x`, 'x'])
      expect((await home.api.request(`/v1/uploads/${token}`, { method: 'PUT', body: csv })).status).toBe(404);
    expect(home.submitted).toEqual([]);
  });

  it('is not given by a home that sends files elsewhere', async () => {
    const address = { url: 'https://bucket.example.com/inbox/a', headers: { 'x-amz-checksum-sha256': 'abc=' } };
    const elsewhere = await apiUnderTest({ uploads: { open: async () => address } });
    const response = await elsewhere.post('/v1/drops', wish);
    expect(await response.json()).toMatchObject({ upload: { ...address, method: 'PUT' } });
    expect((await elsewhere.api.request('/v1/uploads/x.y', { method: 'PUT', body: csv })).status).toBe(404);
    elsewhere.close();
  });
});

describe('asking for an upload address', () => {
  it.each([
    ['no size', { fileName: 'a.csv' }, 400, 'invalid-request'],
    ['an empty file', { ...wish, sizeBytes: 0 }, 400, 'invalid-request'],
    ['a path for a name', { ...wish, fileName: '../a.csv' }, 400, 'invalid-request'],
    ['a checksum that is none', { ...wish, sha256: 'abc' }, 400, 'invalid-request'],
    ['an unknown field', { ...wish, contentType: 'text/csv' }, 400, 'invalid-request'],
    ['more than any home takes', { ...wish, sizeBytes: uploadLimitBytes + 1 }, 413, 'too-large'],
    ['broken JSON', '{"fileName":', 400, 'malformed-json'],
  ])('is refused for %s', async (_name, body, status, refusal) => {
    expect(await code(await home.post('/v1/drops', body))).toMatchObject([status, { code: refusal }]);
  });

  it('is refused where the name stands in the query too', async () => {
    const response = await home.post('/v1/drops?fileName=b.csv', wish);
    expect(await code(response)).toMatchObject([400, { code: 'invalid-request' }]);
  });
});
