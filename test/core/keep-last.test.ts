import { describe, expect, it } from '@jest/globals';
import { keepLast } from '../../core/keep-last.ts';

/** A load that notes what it was asked for, and ends when it is told to. */
function slowLoad() {
  const asked: { readonly key: string; readonly done: PromiseWithResolvers<string> }[] = [];
  const load = (key: string): Promise<string> => {
    const done = Promise.withResolvers<string>();
    asked.push({ key, done });
    return done.promise;
  };
  return { asked, keys: () => asked.map(({ key }) => key), load };
}

describe('keepLast', () => {
  it('loads once for all who ask, also while it loads', async () => {
    const { asked, keys, load } = slowLoad();
    const kept = keepLast(load);
    const both = [kept('a'), kept('a')];
    asked[0]?.done.resolve('A');
    expect(await Promise.all(both)).toEqual(['A', 'A']);
    expect(await kept('a')).toBe('A');
    expect(keys()).toEqual(['a']);
  });

  it('keeps the last one only', async () => {
    const { asked, keys, load } = slowLoad();
    const kept = keepLast(load);
    const all = [kept('a'), kept('b'), kept('b'), kept('a')];
    for (const { key, done } of asked) done.resolve(key.toUpperCase());
    expect(await Promise.all(all)).toEqual(['A', 'B', 'B', 'A']);
    expect(keys()).toEqual(['a', 'b', 'a']);
  });

  it('tells all who wait of a failure, and loads anew for who asks after it', async () => {
    const { asked, keys, load } = slowLoad();
    const kept = keepLast(load);
    const both = Promise.allSettled([kept('a'), kept('a')]);
    asked[0]?.done.reject(new Error('unreachable'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = kept('a');
    asked[1]?.done.resolve('A');
    expect(await again).toBe('A');
    expect(keys()).toEqual(['a', 'a']);
  });

  it('does not forget a newer load for the failure of an older one', async () => {
    const { asked, keys, load } = slowLoad();
    const kept = keepLast(load);
    const older = Promise.allSettled([kept('a')]);
    const newer = kept('b');
    asked[0]?.done.reject(new Error('unreachable'));
    await older;
    asked[1]?.done.resolve('B');
    expect([await newer, await kept('b')]).toEqual(['B', 'B']);
    expect(keys()).toEqual(['a', 'b']);
  });
});
