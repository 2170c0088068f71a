import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addPart, originalKey } from '../../../../core/lifecycle/training-data/add-part.ts';
import { assembleRows } from '../../../../core/lifecycle/training-data/assemble-rows.ts';
import { eraseFromParts } from '../../../../core/lifecycle/training-data/erase-from-parts.ts';
import { listParts, partsRoot, rowsKey } from '../../../../core/lifecycle/training-data/parts.ts';
import { parquetNote } from '../../../../core/parquet/is-parquet.ts';
import type { ObjectStore } from '../../../../core/ports.ts';
import { parquetOfCsv } from '../../../support/parquet-of-csv.ts';
import { withCode } from '../../../support/with-code.ts';
import { madeProfile } from '../../profile/made-profile.ts';
import { csv, idsIn, line, openDataHome } from './labelled.ts';

const touch = { column: 'done', contacted: ['called', 'mailed'], holdout: ['control'] };
const profile = madeProfile({ touch });
const noIds = madeProfile({ id: { column: null }, features: madeProfile().features.slice(0, 1) });

let home: Awaited<ReturnType<typeof openDataHome>>;
beforeEach(async () => {
  home = await openDataHome();
});
afterEach(() => home.records.close());

const add = async (dropId: string, content: string | Uint8Array, receivedAt?: string, by = profile) =>
  (await addPart(await home.drop(dropId, content, receivedAt), by, home)).part;

const afterBatch = () => Promise.resolve();

async function assembled(by = profile.name): Promise<{ lines: string[]; replaced: number }> {
  const totals = { rows: 0, leavers: 0, replaced: 0 };
  let text = '';
  for await (const bytes of assembleRows(await listParts(home.objects, by), totals, { ...home, afterBatch })) {
    text += Buffer.from(bytes).toString('utf8');
  }
  const lines = text.trimEnd().split('\n');
  expect(totals.rows).toBe(lines.length - 1);
  return { lines, replaced: totals.replaced };
}

describe('a part of the training data', () => {
  it('says of its rows what a run and a person need to know', async () => {
    const rows = [
      line('a', '2026-01-01', { churn: 'yes', done: 'Called' }),
      line('b', '2026-03-01', { done: 'control' }),
      line('c', '2026-02-01'),
      line('bad', '2026-02-01', { hours: 999 }),
      line('odd', '2026-02-01', { done: 'perhaps' }),
    ];
    const added = await addPart(await home.drop('d1', csv(...rows)), profile, home);
    expect(added.part).toMatchObject({
      dropId: 'd1',
      rows: 3,
      leavers: 1,
      rowsQuarantined: 2,
      quarantined: { 'invalid-value': 2 },
      snapshots: { from: '2026-01-01', to: '2026-03-01' },
      touch: { untouched: 1, contacted: 1, holdout: 1 },
      lastLine: 4,
      revision: 1,
    });
    expect(added.part.partId).toMatch(/^20261120-[0-9a-f]{8}$/);
    expect(added.receipt).toMatchObject({ rowsIn: 5, rowsAccepted: 3, rowsQuarantined: 2 });
    expect(added.receipt.quarantineSample?.[1]?.issues[0]).toMatchObject({
      field: 'done',
      expected: 'called, mailed, control or nothing',
    });
    const stored: Uint8Array[] = [];
    for await (const chunk of (await home.objects.read(rowsKey(added.part))) ?? []) stored.push(chunk);
    const text = gunzipSync(Buffer.concat(stored));
    expect(createHash('sha256').update(text).digest('hex')).toBe(added.part.sha256);
    const [header, first] = text.toString('utf8').split('\n');
    expect(header).toBe('__id,__line,__label,__monthly_value_minor,__snapshot,__touch,hours,plan,flag,joined');
    expect(first).toMatch(/^a,2,1,999,2026-01-01,contacted,10,Pro,1,\d+$/);
  });

  it('is one, however often and on whatever day the same file comes', async () => {
    const content = csv(line('a', '2026-01-01'));
    const first = await add('d1', content);
    const again = await addPart(await home.drop('d2', content, '2026-11-21T10:00:00.000Z'), profile, home);
    expect(again).toMatchObject({ isNew: false, part: first });
    expect(again.receipt.warnings?.[0]).toMatch(/^The same file came in on 2026-11-20/);
    expect(await listParts(home.objects, 'made')).toEqual([first]);
  });

  it('is another where the profile has since changed how the file is read, but not where only words have', async () => {
    const content = csv(line('a', '2026-01-01'));
    const first = await add('d1', content);
    const renamed = madeProfile({ touch, version: 2, title: { en: 'Other', ko: 'Other' } });
    expect((await add('d2', content, undefined, renamed)).partId).toBe(first.partId);
    const shorter = madeProfile({ touch, version: 3, features: profile.features.slice(0, 2) });
    expect((await add('d3', content, undefined, shorter)).partId).not.toBe(first.partId);
  });

  it('is not there after a crash at any write, and whole after the next attempt', async () => {
    const content = csv(line('a', '2026-01-01'), line('bad', 'never'));
    const drop = await home.drop('d1', content);
    for (let writes = 0; ; writes++) {
      let left = writes;
      const failing: ObjectStore = {
        ...bound(home.objects),
        put: async (...given) => {
          if (left-- <= 0) throw new Error('power cut');
          return home.objects.put(...given);
        },
        remove: async (key) => {
          if (left <= 0) throw new Error('power cut');
          return home.objects.remove(key);
        },
      };
      const attempt = await addPart(drop, profile, { ...home, objects: failing }).catch((error: unknown) => error);
      if (!(attempt instanceof Error)) break;
      expect(await listParts(home.objects)).toEqual([]);
      expect(writes).toBeLessThan(10);
    }
    const [part] = await listParts(home.objects);
    expect(part && (await idsIn(part, home.objects))).toEqual(['a']);
  });

  it('is the same from Parquet as from the CSV that it stands for', async () => {
    const text = csv(...Array.from({ length: 40 }, (_, n) => line(`c${n}`, '2026-01-01')));
    const fromCsv = await addPart(await home.drop('d1', text), profile, home);
    const fromParquet = await addPart(await home.drop('d2', parquetOfCsv(text, 7)), profile, home);
    expect(fromParquet.part).toMatchObject({ rows: 40, sha256: fromCsv.part.sha256 });
    expect(fromParquet.part.partId).not.toBe(fromCsv.part.partId); // another file
    expect(fromParquet.receipt.warnings).toEqual([parquetNote]);
  });

  it('refuses damaged gzip, and leaves nothing behind', async () => {
    const damaged = gzipSync(csv(...Array.from({ length: 500 }, (_, n) => line(`c${n}`, '2026-01-01')))).subarray(
      0,
      600,
    );
    await expect(add('d1', damaged)).rejects.toThrow(withCode('unreadable-file'));
    expect(await home.objects.list(partsRoot)).toEqual([]);
  });

  it('is not made of a file from which a customer is erased at that moment', async () => {
    const drop = await home.drop('d1', csv(line('a', '2026-01-01'), line('b', '2026-01-01')));
    const erasing: ObjectStore = {
      ...bound(home.objects),
      put: async (key, ...rest) => {
        if (key.endsWith('manifest.json')) {
          await home.objects.put(originalKey('d1'), Buffer.from(csv('\n', line('b', '2026-01-01'))));
        }
        return home.objects.put(key, ...rest);
      },
    };
    await expect(addPart(drop, profile, { ...home, objects: erasing })).rejects.toThrow('was changed');
    expect(await home.objects.list(partsRoot)).toEqual([]);
  });
});

describe('erasing a customer', () => {
  it('makes a new revision of each part that held the customer, and touches no other', async () => {
    const first = await add('d1', csv(line('a', '2026-01-01', { churn: 'yes' }), line('b', '2026-01-01')));
    const other = await add('d2', csv(line('b', '2026-02-01')));
    expect(await eraseFromParts('a', home)).toBe(1);
    const [now, same] = await listParts(home.objects);
    expect(same).toEqual(other);
    expect(now).toMatchObject({ partId: first.partId, revision: 2, rows: 1, leavers: 0, erasedRows: 1, lastLine: 3 });
    expect(now?.erasedAt).toBe('2026-11-22T10:00:00.000Z');
    expect(now?.sha256).not.toBe(first.sha256);
    expect(now && (await idsIn(now, home.objects))).toEqual(['b']);
    expect(await home.objects.size(rowsKey(first))).toBeUndefined();
    expect(await eraseFromParts('a', home)).toBe(0);
  });

  it('is not undone by handing the same file in again', async () => {
    const content = csv(line('a', '2026-01-01'), line('b', '2026-01-01'));
    await add('d1', content);
    await eraseFromParts('a', home);
    const part = await add('d2', content);
    expect(await idsIn(part, home.objects)).toEqual(['b']);
  });

  it('clears rows away that a killed process left without a manifest', async () => {
    await home.objects.put(`${partsRoot}made/20261120-00000000/rows-1-d9.csv.gz`, gzipSync('a'));
    await eraseFromParts('a', home);
    expect(await home.objects.list(partsRoot)).toEqual([]);
  });
});

const rows = (hours: readonly number[]) => csv(...hours.map((n) => line('x', '2026-01-01', { hours: n })));

describe('the rows of several parts', () => {
  it('has a customer and snapshot from the newest part only, other snapshots all', async () => {
    await add(
      'd1',
      csv(line('a', '2026-01-01', { hours: 1 }), line('b', '2026-01-01', { hours: 2 })),
      '2026-11-01T00:00:00.000Z',
    );
    await add(
      'd2',
      csv(line('a', '2026-01-01', { hours: 3 }), line('b', '2026-02-01', { hours: 4 })),
      '2026-11-02T00:00:00.000Z',
    );
    const { lines, replaced } = await assembled();
    const hours = lines.slice(1).map((text) => [text.split(',')[0], text.split(',')[6]]);
    expect(hours).toEqual([
      ['b', '2'],
      ['a', '3'],
      ['b', '4'],
    ]);
    expect(replaced).toBe(1);
  });

  it('keeps ids made from line numbers apart, the same ones whatever comes later', async () => {
    await add('d1', rows([1, 2]), '2026-11-01T00:00:00.000Z', noIds);
    const before = (await assembled()).lines;
    await add('d2', rows([3]), '2026-11-02T00:00:00.000Z', noIds);
    const { lines } = await assembled();
    expect(lines.slice(0, 3)).toEqual(before);
    expect(lines.slice(1).map((text) => text.split(',').slice(0, 2))).toEqual([
      ['line-2', '2'],
      ['line-3', '3'],
      ['line-5', '5'],
    ]);
  });

  it('says so where a part was rewritten while it was read', async () => {
    const part = await add('d1', csv(line('a', '2026-01-01')));
    await home.objects.remove(rowsKey(part));
    await expect(assembled()).rejects.toThrow(`part ${part.partId} was rewritten meanwhile`);
  });
});

/** A store's methods, to be overridden one by one. */
function bound(objects: ObjectStore): ObjectStore {
  return {
    put: (...given) => objects.put(...given),
    read: (...given) => objects.read(...given),
    size: (key) => objects.size(key),
    list: (prefix) => objects.list(prefix),
    remove: (key) => objects.remove(key),
  };
}
