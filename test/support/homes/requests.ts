import { failedReceipt, newReceipt } from '../../../core/intake/new-receipt.ts';
import type { Receipt } from '../../../core/intake/receipt.ts';
import { failureOf } from '../../../core/intake/refusal.ts';
import { aCustomer } from '../api-under-test.ts';
import type { Call } from '../aws/http-api-event.ts';

/** The first champion of a home that answers the table, and a model to promote. */
export const first = '20261101T000000Z-0a1b2c3d';
export const second = '20261108T000000Z-11111111';

/** The receipt of a drop that the homes hold from the start. */
export const failedDrop: Receipt = failedReceipt(
  newReceipt({
    dropId: 'drop-failed',
    fileName: 'failed.csv',
    receivedAt: '2026-11-01T10:00:00.000Z',
    sizeBytes: 17,
    sha256: null,
    profile: '',
  }),
  failureOf(undefined),
  new Date('2026-11-01T10:01:00Z'),
);

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Call => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const retry = (dropId: string): Call => post(`/v1/drops/${dropId}/retry`, {});
/** A call without a body. */
export const get = (path: string): Call => ({ method: 'GET', path });
const customers = ['c1', 'c2', 'c3', 'c4', 'ç 5%'].map((id, n) =>
  aCustomer(id, { tickets: 2 * n, fee: 9.99 + n, plan: n % 2 ? 'basic' : 'premium' }),
);
const csv = { 'content-type': 'text/csv' };

/** In this order: what one call leaves behind, the next one finds. */
const table: [name: string, status: number, call: Call, open?: 'open'][] = [
  ['health', 200, get('/healthz'), 'open'],
  ['readiness', 200, get('/readyz'), 'open'],
  ['no key or token', 401, get('/v1/customers'), 'open'],
  ['no such path', 404, get('/v1/nothing')],
  ['no such method', 405, { method: 'DELETE', path: '/v1/scores' }],
  ['nobody scored yet', 200, get('/v1/customers')],
  ['scores of five', 200, post('/v1/scores', { customers }, { 'idempotency-key': 'a' })],
  ['the same again', 200, post('/v1/scores', { customers }, { 'idempotency-key': 'a' })],
  [
    'the same key for another body',
    422,
    post('/v1/scores', { customers: customers.slice(1) }, { 'idempotency-key': 'a' }),
  ],
  ['scores without record', 200, post('/v1/scores', { customers: [aCustomer('c9')], record: false })],
  ['scores with one before', 200, post('/v1/scores', { customers: [aCustomer('c1', { tickets: 9 })] })],
  ['an unseen category', 200, post('/v1/scores', { customers: [aCustomer('c6', { plan: 'golden' })], record: false })],
  ['a customer that does not fit', 422, post('/v1/scores', { customers: [aCustomer('c1', { tickets: 'many' })] })],
  ['an unknown field', 422, post('/v1/scores', { customers: [aCustomer('c1', { Tickets: 1 })] })],
  ['broken JSON', 400, post('/v1/scores', '{"customers": [}')],
  ['another content type', 415, post('/v1/scores', 'a=b', { 'content-type': 'text/plain' })],
  ['what-if of a customer', 200, post('/v1/what-if', { customerId: 'c1', changes: { tickets: 0 } })],
  ['what-if of nobody', 404, post('/v1/what-if', { customerId: 'x', changes: { tickets: 0 } })],
  ['the list by value at risk', 200, get('/v1/customers')],
  ['the list by probability, with a cursor', 200, get('/v1/customers?sort=probability&limit=2')],
  ['the list by movement of a tier', 200, get('/v1/customers?sort=movement&tier=high')],
  ['the list of a segment', 200, get('/v1/customers?segment.plan=premium')],
  ['the list of an unknown segment', 400, get('/v1/customers?segment.colour=red')],
  ['a damaged cursor', 400, get('/v1/customers?cursor=abc')],
  ['a customer', 200, get('/v1/customers/c1')],
  ['a customer with an odd id', 200, get(`/v1/customers/${encodeURIComponent('ç 5%')}`)],
  ['an unknown customer', 404, get('/v1/customers/nobody')],
  ['an export', 200, get('/v1/customers/c2/export')],
  ['a drop', 202, { method: 'POST', path: '/v1/drops?fileName=a.csv', headers: csv, body: 'id,tickets\nc1,4\n' }],
  [
    'an address for a large file',
    201,
    post('/v1/drops', { fileName: 'a.csv', sizeBytes: 99 }, { 'idempotency-key': 'u' }),
  ],
  ['the same address again', 201, post('/v1/drops', { fileName: 'a.csv', sizeBytes: 99 }, { 'idempotency-key': 'u' })],
  ['an address with a checksum', 201, post('/v1/drops', { fileName: 'a', sizeBytes: 9, sha256: 'ab'.repeat(32) })],
  ['an address for a file beyond all limits', 413, post('/v1/drops', { fileName: 'a', sizeBytes: 6e9 })],
  ['an address for a file of no size', 400, post('/v1/drops', { fileName: 'a.csv' })],
  ['receipts', 200, get('/v1/drops')],
  ['an unknown drop', 404, get('/v1/drops/drop-1')],
  ['a drop that failed, once more', 202, retry(failedDrop.dropId)],
  ['a drop that waits, once more', 409, retry(failedDrop.dropId)],
  ['an unknown drop, once more', 404, retry('drop-1')],
  ['erasing', 200, { method: 'DELETE', path: '/v1/customers/c1' }],
  ['erasing again', 404, { method: 'DELETE', path: '/v1/customers/c1' }],
  ['a customer who is gone', 404, get('/v1/customers/c1')],
  ['models', 200, get('/v1/models')],
  ['a model from elsewhere without a word on it', 400, post('/v1/models', { endpoint: { name: 'churn' } })],
  ['an unknown model', 404, get('/v1/models/20200101T000000Z-00000000')],
  ['a model', 200, get(`/v1/models/${second}`)],
  ['what a promotion would change', 200, get(`/v1/models/${second}/impact`)],
  ['what promoting the champion would change', 200, get(`/v1/models/${first}/impact`)],
  ['two models compared', 200, get(`/v1/models/${first}/compare/${second}`)],
  ['an unknown model compared', 404, get(`/v1/models/${first}/compare/20200101T000000Z-00000000`)],
  ['a shadow', 200, post(`/v1/models/${second}/shadow`, { days: 7, reason: 'a week' })],
  ['a shadow of no days', 400, post(`/v1/models/${second}/shadow`, { days: 0, reason: 'a week' })],
  ['the champion as its own shadow', 409, post(`/v1/models/${first}/shadow`, { days: 7, reason: 'a week' })],
  ['scores beside a shadow', 200, post('/v1/scores', { customers })],
  ['a model that shadows', 200, get(`/v1/models/${second}`)],
  ['the end of a shadow', 200, { method: 'DELETE', path: `/v1/models/${second}/shadow` }],
  ['the end of no shadow', 404, { method: 'DELETE', path: `/v1/models/${second}/shadow` }],
  ['a report', 200, get(`/v1/models/${first}/report`)],
  ['a promotion', 200, post(`/v1/models/${second}/promote`, { reason: 'better' })],
  ['scores of the new champion', 200, post('/v1/scores', { customers })],
  ['the same promotion', 409, post(`/v1/models/${second}/promote`, { reason: 'better' })],
  ['a rollback', 200, post('/v1/models/rollback', { reason: 'worse' })],
  ['models after it', 200, get('/v1/models')],
  ['scores of the old champion', 200, post('/v1/scores', { customers })],
];

/** Every row has its fourth value: a missing one would be taken for the callback that ends a test. */
export const requests = table.map(([name, status, call, open]) => [name, status, call, open === 'open'] as const);
