import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { bundleFiles, GoldenRows, goldenTolerance } from '../../../core/scoring/bundle.ts';
import { createEngine } from '../../../core/scoring/engine.ts';
import { loadBundle } from '../../../core/scoring/load-bundle.ts';
import { verifyBundle } from '../../../core/scoring/verify-bundle.ts';
import { readerOf, testBundle, testEngine } from '../../support/bundle.ts';
import { testProfile } from '../../support/profile.ts';
import { withCode } from '../../support/with-code.ts';

const json = (bytes: Uint8Array | undefined): unknown => JSON.parse(new TextDecoder().decode(bytes));
const bytes = (document: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(document));

describe('verifyBundle', () => {
  it.each(['linear', 'sum', 'mean'] as const)('reproduces golden rows that other code made (%s)', async (ensemble) => {
    const found = verifyBundle(await testEngine({ ensemble }));
    expect(found.rows).toBe(200);
    expect(found.probability).toBeLessThan(goldenTolerance.probability);
    expect(found.contribution).toBeLessThan(goldenTolerance.contribution);
    expect(found.sum).toBeLessThan(goldenTolerance.contribution);
  });

  type GoldenRow = z.infer<typeof GoldenRows>['rows'][number];
  it.each<[string, (row: GoldenRow) => void]>([
    [
      'probability',
      (row) => (row.probability = row.probability > 0.5 ? row.probability - 3e-6 : row.probability + 3e-6),
    ],
    ['contribution of plan', (row) => (row.contributions['plan'] = (row.contributions['plan'] ?? 0) + 3e-5)],
    ['contribution of fee', (row) => delete row.contributions['fee']],
    ['bias', (row) => (row.bias += 3e-5)],
    ['raw score', (row) => (row.raw -= 3e-5)],
  ])('names the row whose %s it cannot reproduce', async (what, spoil) => {
    const { files } = testBundle();
    const golden = GoldenRows.parse(json(files.get(bundleFiles.golden)));
    spoil(golden.rows[123]!);
    files.set(bundleFiles.golden, bytes(golden));
    const engine = createEngine({ profile: testProfile, bundle: await loadBundle(readerOf(files)) });
    const verifying = expect(() => verifyBundle(engine));
    verifying.toThrow(withCode('invalid-bundle'));
    verifying.toThrow(`row 123 does not verify: the ${what} is`);
  });
});
