import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { failures } from '../../core/errors.ts';
import { ExternalModelRequest } from '../../core/lifecycle/register-external-model.ts';
import { jsonCustomerReader } from '../../core/profile/parse-json-customer.ts';
import { parseProfile } from '../../core/profile/parse-profile.ts';
import { checkFit } from '../../core/scoring/external/check-fit.ts';

const file = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = file('docs/endpoints.md');

describe('docs/endpoints.md', () => {
  it('shows a description that would be taken for the profile streaming', () => {
    const [, text = ''] = /```json\n([^]*?)```/.exec(page) ?? [];
    const request = ExternalModelRequest.parse(JSON.parse(text));
    const profile = parseProfile(JSON.parse(file('data/profiles/streaming.json')));
    expect(checkFit(request, profile)).toEqual([]);
    const read = jsonCustomerReader(profile);
    for (const { features } of request.goldenRows) {
      expect(read(features)).toMatchObject({ issues: [], unknownFields: [] });
    }
  });

  it('names every field there is, and the status of every code', () => {
    for (const field of Object.keys(ExternalModelRequest.shape)) expect(page).toMatch(new RegExp(`[\`"]${field}[\`"]`));
    for (const [, code = '', status] of page.matchAll(/^\| `([a-z-]+)` \((\d+)/gm)) {
      expect([code, Object.entries(failures).find(([name]) => name === code)?.[1].status]).toEqual([
        code,
        Number(status),
      ]);
    }
  });
});
