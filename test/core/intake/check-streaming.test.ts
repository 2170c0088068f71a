import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { checkFile } from '../../../core/intake/check-file.ts';
import type { QuarantinedRow } from '../../../core/intake/receipt.ts';
import { parseProfile } from '../../../core/profile/parse-profile.ts';
import { generateStreaming } from '../../../data/generate-streaming.ts';
import { streamOf } from './bytes.ts';

const realFile = '../shared/data/streaming-messy-963.csv.gz';

/** The public messy file if it lies beside the checkout, else made customers with the same spoiling: hours a hundredth. */
async function messyStreaming(): Promise<string> {
  if (existsSync(realFile)) return gunzipSync(await readFile(realFile)).toString('utf8');
  const lines = [...generateStreaming({ customers: 963, seed: 5, labelled: true })];
  return lines
    .map((line, index) => {
      const fields = line.split(',');
      if (index === 1 || index === 557) fields[9] = String(Number(fields[9]) / 100);
      if (index > 0 && index % 5 === 0) fields[1] = '';
      return fields.join(',');
    })
    .join('');
}

describe('the streaming profile on a messy file', () => {
  it('takes gaps as gaps and sets aside just the rows whose viewing hours are spoiled', async () => {
    const text = await messyStreaming();
    const profile = parseProfile(JSON.parse(await readFile('data/profiles/streaming.json', 'utf8')));
    const quarantined: QuarantinedRow[] = [];
    const onQuarantine = (row: QuarantinedRow) => void quarantined.push(row);
    const file = await checkFile(streamOf(text), { profile, purpose: 'scoring', onQuarantine });
    let gaps = 0;
    for await (const batch of file.rows)
      gaps += batch.filter(({ monthlyValueMinor }) => monthlyValueMinor === null).length;

    const spoiled = text
      .split('\n')
      .flatMap((line, index) => (Number(line.split(',')[9]) < 0.5 && line !== '' ? [index + 1] : []));
    expect(spoiled.length).toBeGreaterThan(0);
    expect(quarantined.map(({ line }) => line)).toEqual(spoiled);
    for (const { issues } of quarantined) {
      expect(issues).toMatchObject([{ field: 'ViewingHoursPerWeek', expected: 'a number from 0.5 to 168' }]);
    }
    expect(file.totals).toMatchObject({ rowsIn: 963, rowsAccepted: 963 - spoiled.length });
    expect(gaps).toBeGreaterThan(150);
    expect(file.warnings).toEqual([]);
  });
});
