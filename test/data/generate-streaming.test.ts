import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { checkFile } from '../../core/intake/check-file.ts';
import { parseProfile } from '../../core/profile/parse-profile.ts';
import { generateStreaming } from '../../data/generate-streaming.ts';
import { seededRandom } from '../../data/random.ts';
import { chanceOfLeaving, makeSubscriber } from '../../data/synthetic-subscriber.ts';
import { streamOf } from '../core/intake/bytes.ts';

describe('generateStreaming', () => {
  it('makes the same customers of the same seed, with and without labels', () => {
    const made = [...generateStreaming({ customers: 50, seed: 3, labelled: true })];
    expect([...generateStreaming({ customers: 50, seed: 3, labelled: true })]).toEqual(made);
    const without = [...generateStreaming({ customers: 50, seed: 3, labelled: false })];
    expect(without).toEqual(made.map((line) => line.replace(/,(Churn|[01])\n$/, '\n')));
    expect([...generateStreaming({ customers: 50, seed: 4, labelled: true })].slice(1)).not.toEqual(made.slice(1));
    expect(made[1]).toContain('SYN-000001');
  });

  it('fits the streaming profile to the last row, of which about 18 % left', async () => {
    const profile = parseProfile(JSON.parse(await readFile('data/profiles/streaming.json', 'utf8')));
    const text = [...generateStreaming({ customers: 8_000, seed: 1, labelled: true })].join('');
    const file = await checkFile(streamOf(text), { profile, purpose: 'auto', onQuarantine: () => {} });
    let leavers = 0;
    for await (const batch of file.rows) for (const row of batch) leavers += row.label ?? 0;
    expect(file.warnings).toEqual([]);
    expect(file.totals).toMatchObject({ rowsAccepted: 8_000, rowsQuarantined: 0 });
    expect(leavers / 8_000).toBeGreaterThan(0.165);
    expect(leavers / 8_000).toBeLessThan(0.195);
  });

  it('draws so that the best possible model has a ROC AUC of about 0.84', () => {
    const random = seededRandom(11);
    const drawn = Array.from({ length: 20_000 }, () => {
      const chance = chanceOfLeaving(makeSubscriber(random));
      return { chance, left: random.uniform() < chance };
    }).sort((a, b) => a.chance - b.chance);
    let [stayed, pairs, leavers] = [0, 0, 0];
    for (const { left } of drawn) {
      if (left) {
        leavers += 1;
        pairs += stayed;
      } else stayed += 1;
    }
    expect(pairs / (leavers * stayed)).toBeGreaterThan(0.82);
    expect(pairs / (leavers * stayed)).toBeLessThan(0.855);
  });
});
