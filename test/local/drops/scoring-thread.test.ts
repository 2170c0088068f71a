import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../core/errors.ts';
import type { QueuedDrop } from '../../../core/intake/queued-drop.ts';
import { scoreInShards } from '../../../local/drops/score-in-shards.ts';
import { type Home, openHome } from '../../../local/home/open-home.ts';
import { installTestModel, promoteFirst } from '../../support/seed-model.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { customersCsv } from '../../workflows/batch-run.ts';
import { hindered } from '../support/hindered-home.ts';

const version = '20260101T000000Z-aaaaaaaa';

let home: Home;

beforeEach(async () => {
  home = await openHome(temporaryFolder(), { create: true });
  await installTestModel(home, version);
  await promoteFirst(home, version);
});
afterEach(() => home.close());

async function dropped(dropId: string, content: string): Promise<QueuedDrop> {
  const folder = join(home.paths.files, 'drops', dropId);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'original'), content);
  const about = { fileName: 'customers.csv', sizeBytes: content.length, sha256: null };
  return { dropId, objectKey: `drops/${dropId}/original`, receivedAt: '2026-06-01T00:00:00.000Z', ...about };
}

async function score(drop: QueuedDrop, threadFromShards: number, of = home, signal = new AbortController().signal) {
  const options = {
    home: of,
    onRecordFailure: () => undefined,
    cut: { maxShards: 6, rowsPerMark: 100 },
    threads: 2,
    threadFromShards,
    threadFromBytes: threadFromShards === 1 ? 0 : Number.POSITIVE_INFINITY,
  };
  await scoreInShards(drop, options, signal);
}

async function textOf(key: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of (await home.objects.read(key)) ?? []) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('scoring threads', () => {
  it('make the same score file, quarantine, receipt and records as this thread does', async () => {
    const csv = customersCsv(900, 50);
    await score(await dropped('here', csv), Number.POSITIVE_INFINITY);
    const expected = await home.records.customers.getMany(['c1', 'c7', 'c899']);
    for (const id of ['c1', 'c7', 'c899']) await home.records.customers.erase(id);
    await score(await dropped('there', csv), 1);
    expect((await textOf('drops/there/scores.csv')).split('\n')).toEqual(
      (await textOf('drops/here/scores.csv')).split('\n'),
    );
    expect(await textOf('drops/there/quarantine.jsonl')).toBe(await textOf('drops/here/quarantine.jsonl'));
    const figures = { state: 'done', rowsIn: 900, rowsAccepted: 882, rowsQuarantined: 18 };
    expect(await home.records.drops.get('there')).toMatchObject(figures);
    const found = await home.records.customers.getMany(['c1', 'c7', 'c899']);
    const ofDrop = (name: string) => (record: (typeof found)[number]) =>
      JSON.parse(
        JSON.stringify(record?.latest)
          .replaceAll(`"${name}`, '"drop')
          .replace(/"scoredAt":"[^"]*"/, '')
          .replace(/,,/, ',')
          .replace(/\{,/, '{'),
      );
    expect(found.map(ofDrop('there'))).toEqual(expected.map(ofDrop('here')));
  });

  it('hand over what hinders the records: the receipt names it, and the drop goes on when it is away', async () => {
    const drop = await dropped('full', customersCsv(900));
    let calls = 0;
    const full = hindered(home, {
      putScores: () => {
        calls += 1;
        if (calls > 3) throw new DomainError('storage-full', 'No space is left.');
      },
    });
    await expect(score(drop, 1, full)).rejects.toThrow();
    expect(await home.records.drops.get('full')).toMatchObject({ state: 'failed', failure: { code: 'storage-full' } });
    await score(drop, 1);
    expect(await home.records.drops.get('full')).toMatchObject({ state: 'done', rowsAccepted: 900 });
    expect((await home.records.customers.get('c3'))?.history).toHaveLength(1);
  });

  it('stop when they are told to, and leave the rest to the next', async () => {
    const drop = await dropped('stopped', customersCsv(900));
    const stop = new AbortController();
    const stopping = hindered(home, { putScores: () => stop.abort(new Error('enough')) });
    await expect(score(drop, 1, stopping, stop.signal)).rejects.toThrow('enough');
    expect(await home.records.drops.get('stopped')).toMatchObject({ state: 'working' });
    await score(drop, 1);
    expect(await home.records.drops.get('stopped')).toMatchObject({ state: 'done', rowsAccepted: 900 });
  });
});
