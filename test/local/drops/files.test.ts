import { once } from 'node:events';
import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sliceOfScores } from '../../../core/batch/scored-slice.ts';
import { ChurnProbability, type Score } from '../../../core/scoring/score.ts';
import { MostAtStake } from '../../../local/drops/most-at-stake.ts';
import { openFile, openStream, sha256OfFile } from '../../../local/drops/open-source.ts';
import { openOutput } from '../../../local/drops/output-file.ts';
import { isUnfinishedName } from '../../../local/drops/watch-inbox.ts';
import { temporaryFolder } from '../support/mainstay.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const file = (name: string): string => join(folder.path, name);
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.clear());

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('openFile', () => {
  it('reads plain and gzip by their first bytes, and hashes what lies on the disk', async () => {
    const text = 'a,b\n1,2\n'.repeat(50_000);
    await writeFile(file('plain.gz'), text);
    await writeFile(file('zipped.csv'), Buffer.concat([gzipSync(text), gzipSync('3,4\n')])); // two members, as pigz writes
    expect(await textOf((await openFile(file('plain.gz'))).bytes)).toBe(text);
    const zipped = await openFile(file('zipped.csv'));
    expect(await textOf(zipped.bytes)).toBe(`${text}3,4\n`);
    expect(zipped.sha256()).toBe(await sha256OfFile(file('zipped.csv')));
    expect(zipped.readBytes()).toBe(zipped.sizeBytes);
    const unhashed = await openFile(file('zipped.csv'), '.', { hashed: false });
    expect(await textOf(unhashed.bytes)).toBe(`${text}3,4\n`);
    expect(unhashed.sha256()).toBeNull();
  });

  it.each(['', 'x'])('reads a file of %j', async (text) => {
    await writeFile(file('short'), text);
    expect(await textOf((await openFile(file('short'))).bytes)).toBe(text);
  });

  it('refuses what is cut off, a folder, and what is not there', async () => {
    await writeFile(file('cut.gz'), gzipSync('a,b\n'.repeat(1_000)).subarray(0, 30));
    await expect(openFile(file('cut.gz')).then(({ bytes }) => textOf(bytes))).rejects.toMatchObject({
      code: 'unreadable-file',
    });
    await expect(openFile(folder.path)).rejects.toMatchObject({ code: 'unreadable-file' });
    await expect(openFile(file('nowhere'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe('openOutput', () => {
  it('is seen under its name only once it is whole', async () => {
    const out = await openOutput(file('deep/out.csv.gz'));
    for (let line = 0; line < 20_000; line += 1) await out.write(`line ${line}\n`);
    expect(await readdir(file('deep'))).toEqual(['out.csv.gz.part']);
    await out.keep();
    await out.discard();
    expect(await readdir(file('deep'))).toEqual(['out.csv.gz']);
    expect(gunzipSync(await readFile(out.path)).toString()).toMatch(/^line 0\n[^]*line 19999\n$/);
  });

  it.each(['out.csv', 'out.csv.gz'])('is done with a piece of %s when it says so', async (name) => {
    const out = await openOutput(file(name));
    const piece = new Uint8Array(100_000);
    let text = '';
    for (let byte = 97; byte < 123; byte++) {
      text += String.fromCharCode(byte).repeat(piece.length);
      await out.writeNow(piece.fill(byte));
    }
    await out.keep();
    const kept = await readFile(out.path);
    expect((name.endsWith('.gz') ? gunzipSync(kept) : kept).toString() === text).toBe(true);
  });

  it('says so when the disk does not take a piece', async () => {
    const out = await openOutput(file('out.csv'));
    await out.discard();
    await expect(out.writeNow(new Uint8Array(10))).rejects.toThrow();
  });

  it('leaves an earlier file alone when given up', async () => {
    await writeFile(file('out.csv'), 'before');
    const out = await openOutput(file('out.csv'));
    await out.write('half');
    await out.discard();
    expect(await readdir(folder.path)).toEqual(['out.csv']);
    expect(await readFile(file('out.csv'), 'utf8')).toBe('before');
  });

  it('refuses what is no file, which its name would otherwise be taken from, also behind a link', async () => {
    const server = createServer().listen(file('socket'));
    await once(server, 'listening');
    await symlink(file('socket'), file('link'));
    for (const name of ['socket', 'link']) {
      await expect(openOutput(file(name))).rejects.toMatchObject({
        code: 'invalid-request',
        message: expect.stringMatching(/no file.*"--out -"/),
      });
    }
    expect((await stat(file('socket'))).isSocket()).toBe(true);
    server.close();
  });

  it('refuses a folder, and a place below a file', async () => {
    await writeFile(file('a'), '');
    await expect(openOutput(folder.path)).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(openOutput(file('a/b.csv'))).rejects.toMatchObject({ code: 'storage-read-only' });
  });
});

describe('isUnfinishedName', () => {
  it.each(['.hidden', 'a.csv.part', 'a.csv~', '.a.csv.swp', 'a.crdownload', '~$a.csv', 'Thumbs.db'])(
    'leaves %s alone',
    (name) => {
      expect(isUnfinishedName(name)).toBe(true);
    },
  );
  it.each(['a.csv', 'a.csv.gz', 'part.csv', 'no-suffix', '고객.csv'])('takes %s', (name) => {
    expect(isUnfinishedName(name)).toBe(false);
  });
});

describe('a source', () => {
  it.each([
    ['plain', 'a,b\n1,2\n'],
    ['gzip', '\u001f\u008b\u0008'],
  ])('is closed without being read, %s', async (_, text) => {
    let isOpen = true;
    async function* bytes(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from(text, 'latin1');
      } finally {
        isOpen = false;
      }
    }
    const source = await openStream(bytes());
    expect(isOpen).toBe(true);
    await source.close();
    expect(isOpen).toBe(false);
  });
});

describe('MostAtStake', () => {
  it('keeps those with most at stake, by probability where money is not known', () => {
    const top = new MostAtStake(3);
    top.add(sliceOfScores([score('a', 100, 0.1), score('b', 300, 0.1), score('c', null, 0.9)]));
    top.add(sliceOfScores([score('d', 200, 0.1), score('e', null, 0.95), score('f', 50, 0.1)]));
    expect(top.scores.map(({ customerId }) => customerId)).toEqual(['b', 'd', 'a']);
  });

  it('keeps nobody who has no more at stake than it is told', () => {
    const top = new MostAtStake(3, { valueAtRiskMinor: 100, probability: 0.5 });
    const slice = sliceOfScores([
      score('a', 100, 0.5),
      score('b', 100, 0.6),
      score('c', null, 0.9),
      score('d', 101, 0),
    ]);
    top.add(slice);
    expect(top.scores.map(({ customerId }) => customerId)).toEqual(['d', 'b']);
    expect(top.least).toEqual({ valueAtRiskMinor: 100, probability: 0.5 });
  });

  it('gives the first of all rows, the earlier of equals, however they are parted', () => {
    const stakes = fc.array(fc.tuple(fc.option(fc.nat(5)), fc.nat(3)), { maxLength: 60 });
    fc.assert(
      fc.property(stakes, fc.integer({ min: 1, max: 20 }), (all, size) => {
        const scores = all.map(([amount, tenths], row) => score(String(row), amount, tenths / 10));
        const top = new MostAtStake(4);
        for (let at = 0; at < scores.length; at += size) top.add(sliceOfScores(scores.slice(at, at + size)));
        const ranked = scores.toSorted(
          (a, b) =>
            (b.valueAtRisk?.amountMinor ?? 0) - (a.valueAtRisk?.amountMinor ?? 0) || b.probability - a.probability,
        );
        expect(top.scores).toEqual(ranked.slice(0, 4));
      }),
    );
  });
});

function score(customerId: string, amountMinor: number | null, probability: number): Score {
  return {
    customerId,
    probability: ChurnProbability.parse(probability),
    tier: 'high',
    percentile: 1,
    valueAtRisk: amountMinor === null ? null : { amountMinor, currency: 'USD' },
    raw: 0,
    bias: 0,
    reasons: [],
    play: null,
    warnings: [],
  };
}
