import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DamagedGzip, gunzipped } from '../../../core/batch/gunzipped.ts';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function unpack(bytes: Uint8Array, size: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of gunzipped(pieces(bytes, size))) parts.push(part);
  return Buffer.concat(parts);
}

describe('gunzipped', () => {
  it('unpacks any number of members, cut into pieces anywhere', async () => {
    const content = fc.oneof(
      fc.string({ maxLength: 60 }).map((text) => Buffer.from(text)),
      fc.integer({ min: 0, max: 100_000 }).map((length) => Buffer.alloc(length, 'customer')),
      fc.integer({ min: 0, max: 50_000 }).map((length) => randomBytes(length)),
    );
    const level = fc.constantFrom(0, 1, 6, 9);
    const members = fc.array(fc.tuple(content, level), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(members, fc.constantFrom(1, 7, 13, 4_096, 100_000), async (made, size) => {
        const packed = Buffer.concat(made.map(([bytes, packedBy]) => gzipSync(bytes, { level: packedBy })));
        if (size < 100 && packed.length > 5_000) return;
        expect((await unpack(packed, size)).equals(gunzipSync(packed))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('is not misled by gzip inside of what was packed, stored as it is', async () => {
    const inner = Buffer.concat([Buffer.alloc(40_000, 'x'), gzipSync('inner')]);
    const packed = gzipSync(inner, { level: 0 });
    expect((await unpack(packed, 1_000)).equals(inner)).toBe(true);
  });

  it('refuses a member that is cut, damaged, or followed by something else', async () => {
    const packed = Buffer.concat([gzipSync('a,b\n'.repeat(50)), gzipSync('1,2\n'.repeat(50))]);
    const first = gzipSync('a,b\n'.repeat(50)).length;
    for (let length = 1; length < packed.length; length++) {
      if (length !== first) await expect(unpack(packed.subarray(0, length), 10)).rejects.toThrow(DamagedGzip);
    }
    const wrongSum = Buffer.from(packed);
    wrongSum.writeUInt8(wrongSum.readUInt8(first - 8) ^ 1, first - 8);
    await expect(unpack(wrongSum, 64)).rejects.toThrow(DamagedGzip);
    await expect(unpack(Buffer.concat([packed, Buffer.from('more text')]), 64)).rejects.toThrow(DamagedGzip);
  });

  it('closes the source when the reader has enough, and hands on what goes wrong with it', async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield gzipSync(randomBytes(300_000));
        throw new Error('the connection broke');
      } finally {
        closed = true;
      }
    }
    for await (const _ of gunzipped(source())) break;
    expect(closed).toBe(true);
    await expect(
      (async () => {
        for await (const _ of gunzipped(source()));
      })(),
    ).rejects.toThrow('the connection broke');
  });
});
