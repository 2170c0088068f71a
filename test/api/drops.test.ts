import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Receipt } from '../../core/intake/receipt.ts';
import { aReceipt } from '../contracts/examples.ts';
import { type ApiUnderTest, apiUnderTest } from '../support/api-under-test.ts';

let home: ApiUnderTest;
beforeEach(async () => {
  home = await apiUnderTest({ settings: { dropLimitBytes: 1000 } });
});
afterEach(() => home.close());

const csv = 'id,tickets\nc1,4\n';

const drop = async (
  body: string | Uint8Array<ArrayBuffer>,
  {
    query = '',
    type = 'text/csv',
    headers = {},
  }: { query?: string; type?: string; headers?: Record<string, string> } = {},
): Promise<Response> =>
  home.api.request(`/v1/drops${query}`, { method: 'POST', headers: { 'content-type': type, ...headers }, body });

async function stored(key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await home.objects.read(key)) ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('POST /v1/drops', () => {
  it('stores the file as it was sent, hands it on, and answers with the receipt', async () => {
    const response = await drop(csv, { query: '?fileName=customers%20%ED%95%9C.csv', type: 'text/csv; charset=utf-8' });
    expect(response.status).toBe(202);
    const receipt = Receipt.parse(await response.json());
    expect(receipt).toMatchObject({ fileName: 'customers 한.csv', state: 'received', sizeBytes: csv.length });
    expect(response.headers.get('location')).toBe(`/v1/drops/${receipt.dropId}`);
    expect(home.submitted).toMatchObject([{ dropId: receipt.dropId, sha256: receipt.sha256 }]);
    expect((await stored(home.submitted[0]?.objectKey ?? '')).toString()).toBe(csv);
    expect(await (await home.get(`/v1/drops/${receipt.dropId}`)).json()).toEqual(receipt);
  });

  it('takes gzip as it is', async () => {
    const zipped = Uint8Array.from(gzipSync(csv));
    expect((await drop(zipped, { type: 'application/gzip' })).status).toBe(202);
    expect((await drop(zipped, { type: 'application/vnd.apache.parquet' })).status).toBe(202); // its bytes tell
    expect(await stored(home.submitted[0]?.objectKey ?? '')).toEqual(Buffer.from(zipped));
  });

  it('keeps one copy for repeats of one key, and none of what is refused', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = await (await drop(csv, { headers })).text();
    const second = await drop(csv, { headers });
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await second.text()).toBe(first);
    expect((await drop(`${csv}c2,5\n`, { headers })).status).toBe(422);
    expect(home.submitted).toHaveLength(1);
    expect(await home.objects.list('drops/')).toHaveLength(1);
  });

  it.each([
    ['a body past the limit', 'x'.repeat(1001), {}, 413, 'too-large'],
    ['XML', '<a/>', { type: 'application/xml' }, 415, 'unsupported-media-type'],
    ['a path for a name', csv, { query: '?fileName=..%2Fetc%2Fpasswd' }, 400, 'invalid-request'],
    ['an unknown parameter', csv, { query: '?filename=x.csv' }, 400, 'invalid-request'],
  ])('refuses %s, and keeps nothing', async (_name, body, options, status, code) => {
    const response = await drop(body, options);
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    expect(await home.objects.list('')).toEqual([]);
    expect(home.submitted).toEqual([]);
  });

  it('keeps nothing where the home could not take the file over', async () => {
    const broken = await apiUnderTest({
      submitDrop: async () => {
        throw new Error('no');
      },
    });
    const response = await broken.api.request('/v1/drops', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: csv,
    });
    expect(response.status).toBe(500);
    expect(await broken.objects.list('')).toEqual([]);
    broken.close();
  });
});

describe('receipts', () => {
  it('are listed newest first, page by page', async () => {
    for (const n of [1, 2, 3]) {
      await home.records.drops.put(aReceipt({ dropId: `d${n}`, receivedAt: `2026-11-0${n}T00:00:00.000Z` }));
    }
    const first: unknown = await (await home.get('/v1/drops?limit=2')).json();
    expect(first).toMatchObject({ items: [{ dropId: 'd3' }, { dropId: 'd2' }] });
    const { cursor } = z.object({ cursor: z.string() }).parse(first);
    expect(await (await home.get(`/v1/drops?limit=2&cursor=${cursor}`)).json()).toMatchObject({
      items: [{ dropId: 'd1' }],
    });
    expect(await (await home.get(`/v1/customers?cursor=${cursor}`)).json()).toMatchObject({ code: 'invalid-cursor' });
  });

  it('are not found where there are none', async () => {
    expect(await (await home.get('/v1/drops/d9')).json()).toMatchObject({ code: 'drop-not-found', status: 404 });
  });
});
