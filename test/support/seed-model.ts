import { bundleProfileFile, modelKey } from '../../core/lifecycle/stored-model.ts';
import type { ObjectStore, Records } from '../../core/ports.ts';
import { aModel, aPointer } from '../contracts/examples.ts';
import { type TestBundleOptions, testBundle } from './bundle.ts';
import { testProfile } from './profile.ts';

/** Puts a test bundle into a home as its newest model, and registers it. */
export async function installTestModel(
  { records, objects }: { records: Pick<Records, 'models'>; objects: ObjectStore },
  version: string,
  options: TestBundleOptions = {},
): Promise<void> {
  const { files } = testBundle(options);
  for (const [name, bytes] of files) await objects.put(modelKey(version, name), bytes);
  await objects.put(modelKey(version, bundleProfileFile), new TextEncoder().encode(JSON.stringify(testProfile)));
  await objects.put(modelKey(version, 'report.html'), new TextEncoder().encode('<!doctype html><title>Report</title>'));
  await records.models.register(aModel({ version, profile: testProfile.name }));
}

/** Makes an installed model the first champion. */
export async function promoteFirst({ records }: { records: Pick<Records, 'models'> }, version: string): Promise<void> {
  if (!(await records.models.moveChampion(undefined, aPointer({ version })))) throw new Error('there is a champion');
}
