import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { runningSha256 } from '../../../../api/running-sha256.ts';
import { placeOfCustomer } from '../../../../core/lifecycle/gate/place-of-customer.ts';
import { type ChampionTraining, seenBy, type TestRow } from '../../../../core/lifecycle/gate/seen-rows.ts';
import type { Split } from '../../../../core/lifecycle/metrics.ts';
import { PartManifest } from '../../../../core/lifecycle/training-data/part-manifest.ts';
import { findPython, trainingPackageFolder } from '../../../../local/training/find-python.ts';

const counts = { trainingCustomers: 800, testCustomers: 200, testLeavers: 50, folds: 5 };
const random: Split = { kind: 'random', ...counts, testBelow: 0.2 };
const byTime = (trainingTo: string, testFrom: string, testTo: string): Split => ({
  kind: 'time',
  ...counts,
  dates: { training: { from: '2026-01-01', to: trainingTo }, test: { from: testFrom, to: testTo }, leftOut: 0 },
});

const part = (n: number, day: string | null): PartManifest =>
  PartManifest.parse({
    format: 'mainstay-part/1',
    partId: `2026110${n}-0000000${n}`,
    profile: { name: 'made', version: 1, sha256: 'a'.repeat(64) },
    dropId: `d${n}`,
    fileName: 'customers.csv',
    receivedAt: `2026-11-0${n}T00:00:00.000Z`,
    sourceSha256: 'b'.repeat(64),
    rowsFile: 'rows-1.csv.gz',
    sha256: 'c'.repeat(64),
    rows: 1000,
    leavers: 300,
    rowsQuarantined: 0,
    quarantined: {},
    snapshots: day === null ? null : { from: day, to: day },
    touch: { untouched: 1000, contacted: 0, holdout: 0 },
    idsFromLineNumbers: false,
    lastLine: 1000,
    revision: 1,
    erasedRows: 0,
    erasedAt: null,
  });

const named = { column: 'id' };
const fromLines = { column: null };
const first = part(1, '2026-01-01');
const second = part(2, '2026-02-01');
const references = (...parts: PartManifest[]): ChampionTraining['parts'] =>
  parts.map(({ partId, sha256, rows }) => ({ partId, sha256, rows }));

/** Of the customers "low" and "high", whose hashes lie below and above the test share. */
const placeOf = (customerId: string): number => (customerId === 'low' ? 0.1 : 0.7);
const row = (customerId: string, snapshot = '', line = 2): TestRow => ({ customerId, snapshot, line });

describe('seenBy', () => {
  it('finds nothing where both runs test the same customers by their hash, whatever came in since', () => {
    const champion = { split: random, parts: references(part(1, null)), ids: named };
    const isSeen = seenBy(champion, { parts: [part(1, null), part(2, null)], ids: named }, placeOf);
    expect([isSeen(row('low')), isSeen(row('high'))]).toEqual([false, true]);
  });

  it('finds the rows of a champion split by customers among those of a split by time, but for days it never had', () => {
    const champion = { split: random, parts: references(first), ids: named };
    const isSeen = seenBy(champion, { parts: [first, second], ids: named }, placeOf);
    expect(isSeen(row('high', '2026-02-01'))).toBe(false);
    expect(isSeen(row('high', '2026-01-01'))).toBe(true);
    expect(isSeen(row('low', '2026-01-01'))).toBe(false);
  });

  it('finds the rows that a champion split by time has learned from, whichever customers test now', () => {
    const split = byTime('2026-01-01', '2026-02-01', '2026-02-01');
    const isSeen = seenBy(
      { split, parts: references(first, second), ids: named },
      { parts: [first, second], ids: named },
      placeOf,
    );
    expect(isSeen(row('low', '2026-01-01'))).toBe(true);
    expect(isSeen(row('low', '2026-02-01'))).toBe(false);
    expect(isSeen(row('low', '2026-03-01'))).toBe(false);
    expect(isSeen(row('low'))).toBe(true); // without a day: in doubt
  });

  it('counts all days as known where parts of the champion are gone or were never kept', () => {
    for (const parts of [undefined, references(first, part(3, '2026-03-01'))]) {
      const isSeen = seenBy({ split: random, parts, ids: named }, { parts: [first, second], ids: named }, placeOf);
      expect([isSeen(row('high', '2026-02-01')), isSeen(row('low', '2026-02-01'))]).toEqual([true, false]);
    }
  });

  it('trusts ids made of line numbers only while the lines are the same', () => {
    const champion = { split: random, parts: references(part(1, null)), ids: fromLines };
    const same = seenBy(champion, { parts: [part(1, null), part(2, null)], ids: fromLines }, placeOf);
    expect([same(row('low')), same(row('high'))]).toEqual([false, true]);
    const moved = seenBy(champion, { parts: [part(2, null), part(1, null)], ids: fromLines }, placeOf);
    expect([moved(row('low', '', 1000)), moved(row('low', '', 1001))]).toEqual([false, true]); // 2 has lines 1 to 1000
    expect(seenBy(champion, { parts: [part(1, null)], ids: named }, placeOf)(row('low'))).toBe(true);
  });

  it('trusts no hash where each class was shared out by itself', () => {
    const champion = { split: { ...random, testBelow: null }, parts: references(part(1, null)), ids: named };
    expect(seenBy(champion, { parts: [part(1, null)], ids: named }, placeOf)(row('low'))).toBe(true);
  });
});

it('a customer has the same place here as in the training package', () => {
  const ids = ['C-1', '김민지', '', 'a b,c', 'line-1042', '😀'];
  const script =
    'import json, sys, pandas as pd; from mainstay_training.split import place_of; ' +
    'print(json.dumps(place_of(pd.Series(json.loads(sys.argv[1]))).tolist()))';
  const said = execFileSync(findPython(), ['-c', script, JSON.stringify(ids)], {
    env: { ...process.env, PYTHONPATH: trainingPackageFolder },
    encoding: 'utf8',
  });
  expect(ids.map((id) => placeOfCustomer(id, runningSha256))).toEqual(JSON.parse(said));
});
