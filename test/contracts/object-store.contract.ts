import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ObjectStore } from '../../core/ports.ts';
import { withCode } from '../support/with-code.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function whole(content: AsyncIterable<Uint8Array> | undefined): Promise<Buffer | undefined> {
  if (!content) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* inPieces(...pieces: string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield bytes(piece);
}

async function* breakingOff(): AsyncGenerator<Uint8Array> {
  yield bytes('half');
  throw new Error('the line went dead');
}

/**
 * What every adapter of {@link ObjectStore} does.
 *
 * @param open - gives an empty store
 */
export function objectStoreContract(open: () => Promise<ObjectStore>): void {
  it('gives back what was put, whole or streamed', async () => {
    const store = await open();
    expect(await store.put('models/v1/model.json', bytes('{}'))).toBe(true);
    expect(await store.put('drops/d1/file.csv', inPieces('a,b\n', '', '1,2\n'))).toBe(true);
    expect((await whole(await store.read('models/v1/model.json')))?.toString()).toBe('{}');
    expect((await whole(await store.read('drops/d1/file.csv')))?.toString()).toBe('a,b\n1,2\n');
    expect(await store.size('drops/d1/file.csv')).toBe(8);
  });

  it('gives the same bytes where chunks may lie in the same place, whole or in part, and when given up', async () => {
    const store = await open();
    const content = Buffer.from(Array.from({ length: 1_700_000 }, (_, i) => (i * 7919) % 251));
    await store.put('large', content);
    for (const range of [{}, { start: 5, end: 1_600_001 }, { start: 1_699_999 }, { start: 3, end: 3 }]) {
      const copies: Buffer[] = [];
      for await (const chunk of (await store.read('large', { ...range, reuse: true })) ?? [])
        copies.push(Buffer.from(chunk));
      const { start = 0, end = content.length } = range;
      expect(Buffer.concat(copies).equals(content.subarray(start, end))).toBe(true);
    }
    for await (const chunk of (await store.read('large', { reuse: true })) ?? []) {
      expect(chunk[0]).toBe(0);
      break;
    }
    await store.remove('large');
  });

  it('knows nothing of keys that were not put', async () => {
    const store = await open();
    await store.put('a/b', bytes('x'));
    expect(await store.read('a/c')).toBeUndefined();
    expect(await store.size('a')).toBeUndefined();
    expect(await store.size('a/b/c')).toBeUndefined();
    expect(await store.list('c')).toEqual([]);
    expect(await store.list('c/d/')).toEqual([]);
    await expect(store.remove('a/c')).resolves.toBeUndefined();
  });

  it('writes over, unless asked not to', async () => {
    const store = await open();
    await store.put('k', bytes('one'));
    expect(await store.put('k', bytes('two'))).toBe(true);
    expect(await store.put('k', bytes('three'), { ifAbsent: true })).toBe(false);
    expect((await whole(await store.read('k')))?.toString()).toBe('two');
    expect(await store.put('l', bytes('four'), { ifAbsent: true })).toBe(true);
  });

  it('lets one of many that write a key at once win', async () => {
    const store = await open();
    const puts = await Promise.all(
      Array.from({ length: 6 }, (_, n) => store.put('k', inPieces('v', String(n)), { ifAbsent: true })),
    );
    expect(puts.filter(Boolean)).toHaveLength(1);
    expect((await whole(await store.read('k')))?.toString()).toBe(`v${puts.indexOf(true)}`);
  });

  it('keeps nothing of a stream that breaks off', async () => {
    const store = await open();
    await store.put('kept', bytes('before'));
    await expect(store.put('kept', breakingOff())).rejects.toThrow('the line went dead');
    await expect(store.put('new', breakingOff())).rejects.toThrow('the line went dead');
    expect((await whole(await store.read('kept')))?.toString()).toBe('before');
    expect(await store.list('')).toEqual(['kept']);
  });

  it('reads any range of any content', async () => {
    const store = await open();
    const place = fc.option(fc.nat(300), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), place, place, async (content, start, end) => {
        await store.put('k', content);
        const expected = Buffer.from(content.slice(start ?? 0, end ?? content.length));
        expect(
          await whole(
            await store.read('k', { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }),
          ),
        ).toEqual(expected);
        expect(await store.size('k')).toBe(content.length);
      }),
      { numRuns: 60 },
    );
  });

  it('lists keys with a prefix in ascending order', async () => {
    const store = await open();
    for (const key of ['b/2', 'a/1/x', 'b/10', 'b/1', 'bc', 'b/1.csv']) await store.put(key, bytes(key));
    expect(await store.list('b/')).toEqual(['b/1', 'b/1.csv', 'b/10', 'b/2']);
    expect(await store.list('b')).toEqual(['b/1', 'b/1.csv', 'b/10', 'b/2', 'bc']);
    expect(await store.list('b/1')).toEqual(['b/1', 'b/1.csv', 'b/10']);
    expect(await store.list('')).toEqual(['a/1/x', 'b/1', 'b/1.csv', 'b/10', 'b/2', 'bc']);
  });

  it('removes a key, and no other', async () => {
    const store = await open();
    await store.put('a/1', bytes('x'));
    await store.put('a/2', bytes('x'));
    await store.remove('a/1');
    await store.remove('a/1');
    expect(await store.list('')).toEqual(['a/2']);
    await store.put('a/1', bytes('again'));
    expect(await store.size('a/1')).toBe(5);
  });

  it('holds 5 MB streamed in small pieces', async () => {
    const store = await open();
    const piece = 'x'.repeat(1000);
    await store.put('big', inPieces(...Array.from({ length: 5000 }, () => piece)));
    expect((await whole(await store.read('big', { start: 4_999_999 })))?.toString()).toBe('x');
  });

  describe('keys', () => {
    it.each([
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../b',
      'a/./b',
      '.hidden',
      'a/.b',
      'a\\b',
      'a\0',
      'a b',
      'é',
      'x'.repeat(950),
    ])('such as %j are refused', async (key) => {
      const store = await open();
      await expect(store.put(key, bytes('x'))).rejects.toEqual(withCode('invalid-request'));
      await expect(store.read(key)).rejects.toEqual(withCode('invalid-request'));
      await expect(store.size(key)).rejects.toEqual(withCode('invalid-request'));
      await expect(store.remove(key)).rejects.toEqual(withCode('invalid-request'));
    });
  });
}
