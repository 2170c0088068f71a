import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleProfileFile, modelKey } from '../../core/lifecycle/stored-model.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { bundleFiles, ModelDocument } from '../../core/scoring/bundle.ts';
import { openHome } from '../../local/home/open-home.ts';

/** Version of the one model in the home. */
const version = '20261122T000000Z-00000000';

/** Makes a home whose champion is the bundle of a folder. @returns what the model is */
export async function makeHome(home: string, bundle: string, profile: Profile): Promise<ModelDocument> {
  const opened = await openHome(home, { create: true });
  try {
    const { objects, records, clock } = opened;
    const names = (await readdir(bundle, { withFileTypes: true })).filter((entry) => entry.isFile());
    for (const { name } of names) await objects.put(modelKey(version, name), await readFile(join(bundle, name)));
    await objects.put(modelKey(version, bundleProfileFile), Buffer.from(JSON.stringify(profile)));
    const model = ModelDocument.parse(JSON.parse(await readFile(join(bundle, bundleFiles.model), 'utf8')));
    const since = clock.now().toISOString();
    const { customers, sha256 } = model.trainingData;
    await records.models.register({
      version,
      registeredAt: since,
      profile: profile.name,
      family: model.family,
      trainingCustomers: customers,
      trainingDataSha256: sha256,
      rocAuc: null,
      brier: null,
      calibrationError: null,
      seed: model.seed,
      by: 'bench',
      runId: null,
    });
    await records.models.moveChampion(undefined, { version, since, by: 'bench', reason: 'measured' });
    await opened.loadModel(version); // keeps the kernel image, as the first start of any home does
    return model;
  } finally {
    opened.close();
  }
}
