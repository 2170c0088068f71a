import { describe, expect, it } from '@jest/globals';
import { bundleProfileFile, loadStoredModel, modelKey } from '../../../../core/lifecycle/stored-model.ts';
import { runKeys } from '../../../../core/lifecycle/training/run-files.ts';
import { verifyRun } from '../../../../core/lifecycle/training/verify-run.ts';
import { bundleFiles } from '../../../../core/scoring/bundle.ts';
import { engineBehind } from '../../../../core/scoring/engine.ts';
import { kernelImageFile } from '../../../../core/scoring/kernel/score/kernel-ensemble.ts';
import { FileObjectStore } from '../../../../local/objects/object-store.files.ts';
import { openRecords } from '../../../../local/records/open-records.ts';
import { testBundle } from '../../../support/bundle.ts';
import { testProfile } from '../../../support/profile.ts';
import { simulateMetrics } from '../../../support/report-metrics.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const runId = 'run-20261122T101502Z-3f9a1c2b';
const json = (document: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(document));

/** What the evaluation of a run leaves. */
async function evaluated() {
  const objects = await FileObjectStore.open(temporaryFolder());
  const records = openRecords(':memory:');
  for (const [file, bytes] of testBundle().files) await objects.put(`${runKeys.bundle(runId)}${file}`, bytes);
  const metrics = simulateMetrics({ seed: 7, customers: 500, strength: 1, bias: 0 });
  await objects.put(`${runKeys.bundle(runId)}${bundleFiles.metrics}`, json(metrics));
  await objects.put(runKeys.profile(runId), json(testProfile));
  return { objects, records, clock: { now: () => new Date('2026-11-22T10:20:00Z') } };
}

describe('verifyRun', () => {
  it('installs the bundle with the kernel image, so that no start has to build it', async () => {
    const ports = await evaluated();
    const { version, goldenRowsFailure } = await verifyRun({ runId, by: 'test' }, ports);
    expect(goldenRowsFailure).toBeNull();
    expect(await ports.records.models.get(version)).toMatchObject({ version, runId, by: 'test' });
    const keys = await ports.objects.list(modelKey(version, ''));
    for (const file of [bundleFiles.model, bundleProfileFile, kernelImageFile]) {
      expect(keys).toContain(modelKey(version, file));
    }
    const engine = engineBehind(await loadStoredModel(ports.objects, version, ''));
    expect(engine?.bundle.builtImage).toBeUndefined();
    ports.records.close();
  });

  it('says the same when it is asked again', async () => {
    const ports = await evaluated();
    const first = await verifyRun({ runId, by: 'test' }, ports);
    expect(await verifyRun({ runId, by: 'test' }, ports)).toEqual(first);
    ports.records.close();
  });
});
