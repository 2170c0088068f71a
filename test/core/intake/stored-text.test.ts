import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { storedText } from '../../../core/intake/stored-text.ts';
import { FileObjectStore } from '../../../local/objects/object-store.files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fixture, textOf } from '../parquet/fixture.ts';

const csv = 'id,months\nann,1\nbob,2\n';

describe('storedText', () => {
  let objects: FileObjectStore;
  beforeEach(async () => {
    objects = await FileObjectStore.open(temporaryFolder());
  });

  async function read(bytes: Uint8Array): Promise<{ form: string; text: string; read: number }> {
    await objects.put('a', bytes);
    let readBytes = 0;
    const found = await storedText(objects, 'a', '.', (more) => {
      readBytes += more;
    });
    if (!found) throw new Error('not there');
    return { form: found.form, text: await textOf(found.bytes), read: readBytes };
  }

  it('reads plain text, gzip of one member or several, and Parquet, by the first bytes', async () => {
    expect(await read(Buffer.from(csv))).toEqual({ form: 'plain', text: csv, read: csv.length });
    expect(await read(gzipSync(csv))).toMatchObject({ form: 'gzip', text: csv });
    const members = Buffer.concat([gzipSync(csv), gzipSync('cleo,3\n'), gzipSync('')]); // as pigz, bgzip and cat write
    expect(await read(members)).toEqual({ form: 'gzip', text: `${csv}cleo,3\n`, read: members.length });
    const parquet = await read(await fixture('customers.parquet'));
    expect(parquet).toMatchObject({ form: 'parquet', text: expect.stringMatching(/^"id","tenure",/) });
    expect(parquet.read).toBeGreaterThan(1_000);
    expect(await read(Buffer.from(''))).toMatchObject({ form: 'plain', text: '' });
  });

  it('refuses gzip cut at any byte, and does not know what is not there', async () => {
    const whole = gzipSync(csv);
    for (let length = 2; length < whole.length; length++) {
      await expect(read(whole.subarray(0, length))).rejects.toMatchObject({
        code: 'unreadable-file',
        message: expect.stringContaining('gzip'),
      });
    }
    expect(await storedText(objects, 'nowhere', '.')).toBeUndefined();
  });
});
