import { describe, expect, it } from '@jest/globals';
import { keepLineage, type Lineage, readDecision, readLineage } from '../../../core/lifecycle/lineage.ts';
import { FileObjectStore } from '../../../local/objects/object-store.files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const version = '20261101T000000Z-0a1b2c3d';
const lineage: Lineage = {
  format: 'mainstay-lineage/1',
  version,
  runId: 'run-1',
  parts: [{ partId: '20261101-0a1b2c3d', sha256: 'a'.repeat(64), rows: 5000 }],
  profile: { name: 'streaming', version: 1, sha256: 'b'.repeat(64) },
  code: { version: '1.0.0', commit: null },
  families: ['xgboost'],
  settings: { budgetSeconds: 6, trials: null },
  seed: 7,
  libraries: { xgboost: '3.0.5' },
  by: 'ana',
  reason: 'on-demand',
};

describe('the lineage of a model', () => {
  it('is kept once and never changed', async () => {
    const objects = await FileObjectStore.open(temporaryFolder());
    expect(await readLineage(objects, version)).toBeUndefined();
    expect(await keepLineage(objects, lineage)).toBe(true);
    expect(await keepLineage(objects, { ...lineage, seed: 8 })).toBe(false);
    expect(await readLineage(objects, version)).toEqual(lineage);
    expect(await readDecision(objects, version)).toBeUndefined();
  });

  it('is not kept without the data that the model was trained on', async () => {
    const objects = await FileObjectStore.open(temporaryFolder());
    expect(() => keepLineage(objects, { ...lineage, parts: [] })).toThrow(/parts/);
    expect(await objects.list('')).toEqual([]);
  });
});
