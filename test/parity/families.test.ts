import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { compareWithPython } from '../../bench/compare-with-python.ts';
import { engineOf } from '../../bench/workbench.ts';
import { checkedHeader, checkedLine } from '../../core/intake/checked-file.ts';
import type { FeatureValues } from '../../core/profile/profile.ts';
import { families, goldenTolerance } from '../../core/scoring/bundle.ts';
import { verifyBundle } from '../../core/scoring/verify-bundle.ts';
import { findPython, trainingPackageFolder } from '../../local/training/find-python.ts';
import { randomValues, seeded, testProfile } from '../support/profile.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

async function train(...step: string[]): Promise<void> {
  await promisify(execFile)(findPython(), ['-m', 'mainstay_training', ...step], {
    env: { ...process.env, PYTHONPATH: trainingPackageFolder, PYTHONUTF8: '1' },
  });
}

/** Leaving depends on tickets, fee and plan; values that are missing count as average. */
function chanceOfLeaving({ tickets, fee, plan }: FeatureValues): number {
  const logOdds =
    0.4 * (typeof tickets === 'number' ? tickets - 6 : 0) +
    0.03 * (typeof fee === 'number' ? fee - 60 : 0) +
    (plan === 'basic' ? 1 : 0);
  return 1 / (1 + Math.exp(-logOdds));
}

/** Writes a checked folder of seeded customers, with gaps; unseen categories and far numbers too if `strange`. */
function writeChecked(name: string, customers: number, seed: number, strange: boolean): void {
  const random = seeded(seed);
  const lines = Array.from({ length: customers }, (_, i) => {
    const drawn = randomValues(random);
    const known = drawn['plan'] === 'crypto' && !strange ? { ...drawn, plan: 'basic' } : drawn;
    const values = { ...known, unused: strange && random() < 0.1 ? 1e12 : Math.floor(random() * 1000) / 8 };
    const label = random() < chanceOfLeaving(values) ? 1 : 0;
    const row = { line: i + 2, id: `c${i}`, label, monthlyValueMinor: 999, snapshot: '2026-01-31', values } as const;
    return checkedLine(row, testProfile);
  });
  mkdirSync(at(name));
  writeFileSync(join(at(name), 'profile.json'), JSON.stringify(testProfile));
  writeFileSync(join(at(name), 'checked.csv'), checkedHeader(testProfile) + lines.join(''));
}

/** What Python trains here, the engine must say too, for every row: the promise that all scores rest on. */
describe('the engine and Python', () => {
  beforeAll(async () => {
    writeChecked('training', 1500, 1, false);
    writeChecked('others', 700, 2, true);
    await train('prepare', '--input', at('training'), '--output', at('prepared'), '--folds', '3', '--seed', '5');
  }, 120_000);

  it.each(families)(
    'agree on %s',
    async (family) => {
      const candidate = join(at(`candidates-${family}`), family);
      mkdirSync(at(`candidates-${family}`));
      const search = ['--family', family, '--trials', '1', '--seed', '5'];
      await train('train', '--input', at('prepared'), '--output', candidate, ...search);
      const candidates = ['--candidates', at(`candidates-${family}`)];
      const bundle = at(`bundle-${family}`);
      await train('evaluate', '--input', at('prepared'), ...candidates, '--output', bundle, '--bootstrap', '20');
      const parity = await compareWithPython(bundle, at('others'));
      expect(parity).toMatchObject({ family, rows: 700, withinTolerance: true });
      expect(parity.probability).toBeLessThanOrEqual(goldenTolerance.probability);
      expect(parity.contribution).toBeLessThanOrEqual(goldenTolerance.contribution);
      expect(parity.sum).toBeLessThanOrEqual(goldenTolerance.contribution);
    },
    180_000,
  );

  it('agree on what XGBoost adds up, in every bit', async () => {
    const engine = await engineOf(at('bundle-xgboost'), testProfile); // of the test before
    const { golden } = engine.bundle;
    expect(golden.rows.some(({ features }) => features['tickets'] === null)).toBe(true);
    expect(verifyBundle(engine).raw).toBe(0);
  });
});
