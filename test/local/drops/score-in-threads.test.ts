import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../../core/errors.ts';
import { newReceipt } from '../../../core/intake/new-receipt.ts';
import type { Engine } from '../../../core/scoring/engine.ts';
import { MostAtStake } from '../../../local/drops/most-at-stake.ts';
import { openFile } from '../../../local/drops/open-source.ts';
import { type ScoreDropRequest, scoreDrop } from '../../../local/drops/score-drop.ts';
import { threadsWorth } from '../../../local/drops/thread/threads-worth.ts';
import { type Home, openHome } from '../../../local/home/open-home.ts';
import { testEngine } from '../../support/bundle.ts';
import { installTestModel, promoteFirst } from '../../support/seed-model.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { customersCsv } from '../../workflows/batch-run.ts';
import { hindered } from '../support/hindered-home.ts';

const version = '20260101T000000Z-aaaaaaaa';

let home: Home;
let folder: string;

beforeEach(async () => {
  folder = temporaryFolder();
  home = await openHome(join(folder, 'home'), { create: true });
  await installTestModel(home, version);
  await promoteFirst(home, version);
});
afterEach(() => home.close());

const unaborted = new AbortController().signal;

/** All that comes of scoring a file, or why nothing does. */
async function score(
  csv: string,
  threads: number,
  { of = home, signal = unaborted, ...more }: Partial<ScoreDropRequest> & { of?: Home; signal?: AbortSignal } = {},
) {
  const path = join(folder, 'customers.csv');
  writeFileSync(path, csv);
  const top = new MostAtStake(4);
  const pieces: Uint8Array[] = [];
  let quarantine = '';
  const about = { fileName: 'customers.csv', sizeBytes: csv.length, sha256: null, profile: 'test' };
  const outcome = await scoreDrop(
    of,
    {
      receipt: newReceipt({ ...about, dropId: 'drop-1', receivedAt: '2026-06-01T00:00:00.000Z' }),
      source: await openFile(path),
      champion: await of.champion.current(),
      record: false,
      reasons: 2,
      language: 'en',
      top,
      threads,
      threadsFromBytes: 0,
      rangeRows: 50,
      write: async (file) => {
        for await (const piece of file) pieces.push(piece.slice());
        return null;
      },
      onQuarantineFile: async (file) => {
        quarantine = readFileSync(file, 'utf8');
      },
      onScored: () => undefined,
      resumable: false,
      ...more,
    },
    signal,
  ).catch((error: unknown) => {
    if (error instanceof DomainError) return { refused: error.message };
    throw error;
  });
  if ('refused' in outcome) return outcome;
  const { finishedAt: _, ...receipt } = outcome.receipt;
  const lines = Buffer.concat(pieces).toString().split('\n');
  return { lines, quarantine: quarantine.split('\n'), receipt, totals: outcome.totals, top: top.scores };
}

async function writeTwoPieces(file: AsyncGenerator<Uint8Array>): Promise<null> {
  await file.next();
  await file.next();
  await file.return(undefined);
  throw new DomainError('storage-full', 'No space is left for scores.csv.');
}

const growFile = (): void => appendFileSync(join(folder, 'customers.csv'), 'c9,,1,1,premium,2025-01-01,,2026-01-01\n');

const removeFile = (): void => rmSync(join(folder, 'customers.csv'), { force: true });

describe('scoring a file in threads', () => {
  it('gives the score file, quarantine, receipt, totals and first customers that one thread gives', async () => {
    const csv = customersCsv(1_203, 40);
    const expected = await score(csv, 1);
    expect(expected).toMatchObject({ totals: { scored: 1_173 }, receipt: { rowsQuarantined: 30 } });
    expect(await score(csv, 3)).toEqual(expected);
    expect(await score(csv, 2, { rangeRows: 1_000_000 })).toEqual(expected);
  });

  it('leaves out those who have left, and makes ids of line numbers', async () => {
    const csv = customersCsv(400)
      .replaceAll(/^c(\d*3),,/gm, ',Yes,')
      .replaceAll(/^c\d+,,/gm, ',No,')
      .replace('id,', 'number,');
    const expected = await score(csv, 1, { onlyThoseWhoStayed: true });
    expect(expected).toMatchObject({ totals: { leftOut: 40 }, receipt: { idsFromLineNumbers: true } });
    expect(await score(csv, 2, { onlyThoseWhoStayed: true })).toEqual(expected);
  });

  it('records in the order of the file, also whom the file names twice', async () => {
    const [header, ...rows] = customersCsv(700, 1_000)
      .trimEnd()
      .split(/\n(?=c)/);
    const again = (tickets: number) => rows.slice(0, 40).map((row) => row.replace(/^(c\d+,,\d+),\d+/, `$1,${tickets}`));
    const csv = [header, ...rows.slice(0, 45), ...again(88), ...again(99), ...rows.slice(45)].join('\n');
    await score(csv, 3, { record: true });
    for (let customer = 1; customer <= 40; customer += 1) {
      const twice = await home.records.customers.get(`c${customer}`);
      expect(twice?.latest.features).toMatchObject({ tickets: 99 });
      expect(twice?.history).toHaveLength(3);
    }
    const inThreads = await home.records.customers.getMany(['c1', 'c699', 'c700']);
    for (const id of ['c1', 'c699', 'c700']) await home.records.customers.erase(id);
    await score(csv, 1, { record: true });
    const bare = (records: typeof inThreads) => records.map((record) => record && { ...record.latest, scoredAt: '' });
    expect(bare(inThreads)).toEqual(bare(await home.records.customers.getMany(['c1', 'c699', 'c700'])));
  });

  it('says what the records are hindered by', async () => {
    let calls = 0;
    const full = hindered(home, {
      putScores: () => {
        calls += 1;
        if (calls > 3) throw new DomainError('storage-full', 'No space is left.');
      },
    });
    expect(await score(customersCsv(900), 2, { of: full, record: true })).toEqual({ refused: 'No space is left.' });
    expect(await home.records.drops.get('drop-1')).toMatchObject({
      state: 'failed',
      failure: { code: 'storage-full' },
    });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const onScored = (): void => stop.abort(new Error('enough'));
    await expect(score(customersCsv(5_000), 2, { signal: stop.signal, onScored })).rejects.toThrow('enough');
  });

  it('gives up with what keeps the score file from being written', async () => {
    const found = await score(customersCsv(5_000), 2, { write: writeTwoPieces });
    expect(found).toEqual({ refused: 'No space is left for scores.csv.' });
  });

  it('does not take for one file what changed while it was read', async () => {
    const found = await score(customersCsv(500), 2, { onScored: growFile });
    expect(found).toEqual({ refused: expect.stringMatching(/customers\.csv was changed while it was read/) });
  });

  it('says so where the file is taken away while it is read', async () => {
    const found = await score(customersCsv(5_000), 2, { onScored: removeFile });
    expect(found).toEqual({ refused: expect.stringMatching(/customers\.csv was changed while it was read/) });
  });

  it('gives what one thread gives of files however badly they are written', async () => {
    const field = fc.oneof(
      {
        weight: 9,
        arbitrary: fc.constantFrom('7', '12.5', 'premium', '', '2025-01-02', '"a ""b"" c"', '"two\nlines"'),
      },
      fc.constantFrom('"open', 'x"y', '"z" z', 'é한', '9,9', ' ', '\uFFFD'),
    );
    const row = fc.oneof(
      { weight: 6, arbitrary: fc.nat(99).map((n) => `c${n},,${n},${n % 9},premium,2025-01-02,,2026-01-01`) },
      { weight: 2, arbitrary: fc.tuple(...Array.from({ length: 8 }, () => field)).map((fields) => fields.join()) },
      fc.constantFrom('', '   ', ',,,,,,,', 'too,few'),
    );
    const file = fc.tuple(fc.array(row, { minLength: 60, maxLength: 300 }), fc.constantFrom('\n', '\r\n'));
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 60 }), async ([rows, end], rangeRows) => {
        const csv = ['id,left,fee,tickets,plan,joined,unused,seen', ...rows].join(end);
        expect(await score(csv, 2, { rangeRows })).toEqual(await score(csv, 1));
      }),
      { numRuns: 15, endOnFailure: true },
    );
  }, 120_000);
});

describe('threadsWorth', () => {
  it('is one for what is soon done, all cores for much work, and never more than there are', async () => {
    const engine: Engine = await testEngine();
    expect(threadsWorth(engine, true, 5_000_000, 8)).toBe(1);
    expect(threadsWorth(engine, true, 50_000_000_000, 8)).toBe(8);
    expect(threadsWorth(engine, true, 50_000_000_000, 1)).toBe(1);
  });
});
