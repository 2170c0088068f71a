import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  EndpointColumn,
  mostRequestBytes,
  type RequestShape,
} from '../../../../core/scoring/external/external-model.ts';
import { requestParts } from '../../../../core/scoring/external/request-parts.ts';
import { externalRequest, valuesWith } from '../../../support/external-model.ts';

const settings = externalRequest();
const shaped = (request: RequestShape) => ({ ...settings, request });
const unknown = { tickets: null, fee: null, plan: null, joined: null, unused: null };

describe('requestParts', () => {
  it('writes CSV as the XGBoost container reads it: no header, empty where missing, nothing after the last line', () => {
    const rows = [valuesWith(), valuesWith({ plan: 'standard', fee: 0.1 }), unknown, valuesWith({ plan: 'gift' })];
    expect(requestParts(rows, settings)).toEqual([{ rows: 4, body: '4,20,1,1,0\n4,0.1,0,2,0\n,-1,0,0,1\n4,20,0,0,0' }]);
  });

  it('writes a list or a document a line', () => {
    const [list] = requestParts([valuesWith(), unknown], shaped({ format: 'json-lines', rows: 'list' }));
    expect(list?.body).toBe('{"features":[4,20,1,1,0]}\n{"features":[null,-1,0,0,1]}');
    const columns = [
      EndpointColumn.parse({ as: 'value', feature: 'tickets' }),
      EndpointColumn.parse({ as: 'value', feature: 'plan', field: 'Tarif' }),
    ];
    const named = requestParts([valuesWith({ plan: 'a "b",\nc' })], {
      ...shaped({ format: 'json-lines', rows: 'named' }),
      columns,
    });
    expect(named[0]?.body).toBe('{"tickets":4,"Tarif":"a \\"b\\",\\nc"}');
  });

  it('quotes texts that would end a CSV field', () => {
    const columns = [EndpointColumn.parse({ as: 'value', feature: 'plan' })];
    const [part] = requestParts([valuesWith({ plan: 'a "b", c' })], { ...settings, columns });
    expect(part?.body).toBe('"a ""b"", c"');
  });

  it('cuts by rows and by bytes, keeping every row in its order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10 ** 9 }), { maxLength: 300 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 40, max: 400 }),
        (tickets, rowsPerCall, bytesPerCall) => {
          const rows = tickets.map((one) => valuesWith({ tickets: one }));
          const parts = requestParts(rows, { ...settings, rowsPerCall, bytesPerCall });
          for (const { body, rows: count } of parts) {
            expect(count).toBeLessThanOrEqual(rowsPerCall);
            expect(count).toBeGreaterThan(0);
            expect(Buffer.byteLength(body)).toBeLessThanOrEqual(bytesPerCall);
            expect(body.split('\n')).toHaveLength(count);
          }
          const sent = parts.flatMap(({ body }) => body.split('\n').map((line) => Number(line.split(',')[0])));
          expect(sent).toEqual(tickets);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('stays within what SageMaker takes, if nothing else is said', () => {
    const columns = Array.from({ length: 1_000 }, () => EndpointColumn.parse({ as: 'value', feature: 'plan' }));
    const rows = Array.from({ length: 400 }, () => valuesWith({ plan: 'é'.repeat(20) }));
    const parts = requestParts(rows, { ...settings, columns });
    expect(parts.length).toBeGreaterThan(1);
    for (const { body } of parts) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(mostRequestBytes);
  });
});
