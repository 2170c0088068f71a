import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { declaredCalls } from '../../api/declared-calls.ts';
import { places } from '../../api/places.ts';
import { type ApiUnderTest, apiUnderTest } from '../support/api-under-test.ts';

let home: ApiUnderTest;
beforeAll(async () => {
  home = await apiUnderTest();
});
afterAll(() => home.close());

describe('declaredCalls', () => {
  it.each(places.map((place) => [place.id, place] as const))(
    'finds %s in the file that its place names',
    async (id, place) => {
      const operation = await declaredCalls(home.deps).of(place);
      expect(operation).toMatchObject({ id, method: place.method, path: place.path, routes: place.routes });
    },
  );

  it('gives all calls in the order of the table, and each of them once', async () => {
    const all = await declaredCalls(home.deps).all();
    expect(all.map(({ id }) => id)).toEqual(places.map(({ id }) => id));
    expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(places.length);
  });

  it('declares a file once, however many of its calls come at once', async () => {
    const calls = declaredCalls(home.deps);
    const [first, again] = await Promise.all([calls.all(), calls.all()]);
    for (const [index, operation] of first.entries()) expect(again[index]).toBe(operation);
  });

  it('leaves no call out that a file of routes declares', () => {
    const folder = new URL('../../api/routes/', import.meta.url);
    const declared = readdirSync(folder).flatMap((file) =>
      Array.from(readFileSync(new URL(file, folder), 'utf8').matchAll(/operation\(\{\s+id: '(\w+)'/g), ([, id]) => id),
    );
    expect(declared).toHaveLength(places.length);
    expect(new Set(declared)).toEqual(new Set(places.map(({ id }) => id)));
  });
});
