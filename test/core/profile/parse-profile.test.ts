import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../core/errors.ts';
import { parseProfile } from '../../../core/profile/parse-profile.ts';
import { madeProfile } from './made-profile.ts';

describe('parseProfile', () => {
  it('names every place that breaks the schema, and what stands there', () => {
    const broken = { ...madeProfile(), currency: 'dollars', version: 0 };
    try {
      parseProfile(broken);
      throw new Error('a broken profile was taken');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(error.code).toBe('invalid-profile');
      expect(error.issues.map(({ field, found }) => [field, found])).toEqual([
        ['version', '0'],
        ['currency', '"dollars"'],
      ]);
    }
  });

  it.each([null, 5, 'text', []])('refuses %j', (document) => {
    expect(() => parseProfile(document)).toThrow(DomainError);
  });

  it('takes every profile that ships', async () => {
    const files = (await readdir('data/profiles')).filter((file) => file.endsWith('.json'));
    expect(files).toEqual(expect.arrayContaining(['streaming.json', 'telco.json']));
    for (const file of files) {
      const profile = parseProfile(JSON.parse(await readFile(`data/profiles/${file}`, 'utf8')));
      expect(`${profile.name}.json`).toBe(file);
      const answered = new Set(profile.plays.flatMap(({ features }) => features));
      const unanswered = profile.features.filter(({ name, changeable }) => changeable && !answered.has(name));
      expect(unanswered.map(({ name }) => name)).toEqual([]);
    }
  });
});
