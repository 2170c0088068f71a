import { beforeEach, expect, it } from '@jest/globals';
import { handedOver } from '../../../core/lifecycle/handed-over.ts';
import { testEngine } from '../../support/bundle.ts';

let loads: string[];
beforeEach(() => {
  loads = [];
});
const models = () =>
  handedOver(async (version) => {
    loads.push(version);
    if (version === 'damaged') throw new Error('damaged');
    return testEngine();
  });

it('hands over what was loaded last, once', async () => {
  const { load, take } = models();
  const verified = await load('a');
  expect(await take('a')).toBe(verified);
  expect(loads).toEqual(['a']);
  expect(await take('a')).not.toBe(verified);
  expect(loads).toEqual(['a', 'a']);
});

it('loads what another version or a failure has not left', async () => {
  const { load, take } = models();
  await load('a');
  await take('b');
  await load('a');
  await expect(load('damaged')).rejects.toThrow('damaged');
  await take('a');
  expect(loads).toEqual(['a', 'b', 'a', 'damaged', 'a']);
});

it('loads anew whatever is to be looked at', async () => {
  const { load } = models();
  const first = await load('a');
  expect(await load('a')).not.toBe(first);
});
