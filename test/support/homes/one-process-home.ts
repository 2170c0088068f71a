import { join } from 'node:path';
import { chooseAccess } from '../../../api/access/choose-access.ts';
import { serve } from '../../../api/server/serve.ts';
import { newReceipt } from '../../../core/intake/new-receipt.ts';
import type { ObjectStore, Records } from '../../../core/ports.ts';
import { apiOfHome } from '../../../local/home/api-of-home.ts';
import { openHome } from '../../../local/home/open-home.ts';
import { installTestModel, promoteFirst } from '../seed-model.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { failedDrop, first, second } from './requests.ts';

/** The key of both servers. */
export const key = 'k'.repeat(24);
export const keySetting = `crm:${key}`;

/** Puts the models and the drop there that the table of requests speaks of. */
export async function installModels(home: {
  records: Pick<Records, 'models' | 'drops'>;
  objects: ObjectStore;
}): Promise<void> {
  await installTestModel(home, first);
  await installTestModel(home, second, { ensemble: 'linear' });
  await promoteFirst(home, first);
  await home.records.drops.put(failedDrop);
  await home.objects.put(`drops/${failedDrop.dropId}/original`, Buffer.from('id,tickets\nc1,4\n'));
}

/** The one-process home as a server, on SQLite and files, behind a key; drops are received and left alone. */
export async function oneProcessHome(): Promise<{ url: string; stop: () => Promise<void> }> {
  const home = await openHome(join(temporaryFolder(), 'home'), { create: true });
  await installModels(home);
  const api = apiOfHome(home, {
    access: chooseAccess('127.0.0.1', keySetting),
    log: { info: () => undefined, error: () => undefined },
    requestTraining: async () => undefined,
    queueDrop: async () => undefined,
    submitDrop: async (drop) => {
      const receipt = newReceipt({ ...drop, profile: home.champion.held?.engine.profile.name ?? '' });
      await home.records.drops.put(receipt);
      return receipt;
    },
  });
  const server = await serve({ fetch: (request) => api.fetch(request), port: 0 });
  return {
    url: server.url,
    stop: async () => {
      await server.close();
      home.close();
    },
  };
}
