import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { asWriteFailure } from '../../../local/objects/file-errors.ts';
import { FileObjectStore } from '../../../local/objects/object-store.files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { withCode } from '../../support/with-code.ts';

async function* untilFull(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(1000);
  throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
}

describe('a write that fails', () => {
  it.each([
    ['ENOSPC', 'storage-full'],
    ['EDQUOT', 'storage-full'],
    ['EROFS', 'storage-read-only'],
    ['EACCES', 'storage-read-only'],
    ['EPERM', 'storage-read-only'],
  ] as const)('with %s is %s', (code, expected) => {
    expect(asWriteFailure(Object.assign(new Error('x'), { code }), 'the/file')).toEqual(withCode(expected));
  });

  it('in a way that nobody foresaw stays what it is', () => {
    const error = Object.assign(new Error('x'), { code: 'EIO' });
    expect(asWriteFailure(error, 'the/file')).toBe(error);
  });

  it('leaves nothing behind when the disk is full in the middle of a stream', async () => {
    const root = temporaryFolder();
    const store = await FileObjectStore.open(root);
    await expect(store.put('a/b', untilFull())).rejects.toEqual(withCode('storage-full'));
    expect(readdirSync(root, { recursive: true })).toEqual(['.unfinished']);
  });
});

describe('what a crash left unfinished', () => {
  it('is cleared away after a day, and not while another process may be writing it', async () => {
    const root = temporaryFolder();
    const folder = join(root, '.unfinished');
    mkdirSync(folder);
    for (const name of ['old', 'new']) writeFileSync(join(folder, name), 'half');
    utimesSync(join(folder, 'old'), new Date(), new Date(Date.now() - 25 * 60 * 60 * 1000));
    const store = await FileObjectStore.open(root);
    expect(readdirSync(folder)).toEqual(['new']);
    expect(await store.list('')).toEqual([]);
  });
});
