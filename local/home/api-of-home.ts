import type { Access } from '../../api/access/choose-access.ts';
import { createApi } from '../../api/create-api.ts';
import type { ApiDeps, Log } from '../../api/deps.ts';
import { newId } from '../../api/new-id.ts';
import { ownUploadAddresses } from '../../api/uploads/own-upload-addresses.ts';
import { verifying } from '../../core/lifecycle/verify-model.ts';
import { installedDocsAssets } from '../server/docs-assets.files.ts';
import { gathered } from '../server/gathered.ts';
import type { Home } from './open-home.ts';

/** The HTTP API on a home. */
export function apiOfHome(
  { records, objects, events, clock, champion, shadow, endpoints, loadModel }: Omit<Home, 'paths' | 'close'>,
  {
    access,
    log,
    submitDrop,
    queueDrop,
    requestTraining,
  }: { access: Access; log: Log } & Pick<ApiDeps, 'submitDrop' | 'queueDrop' | 'requestTraining'>,
): ReturnType<typeof createApi> {
  return createApi({
    records,
    objects,
    events,
    recordAndTell: gathered(records.recordAndTell, (scores) => scores.length),
    clock,
    newId: (kind) => newId(kind, clock.now()),
    champion: () => champion.current(),
    loadModel,
    shadow,
    verifyModel: verifying(loadModel),
    endpoints,
    championMoved: () => champion.refresh(),
    submitDrop,
    queueDrop,
    requestTraining,
    uploads: ownUploadAddresses(),
    docs: installedDocsAssets(),
    authenticator: access.authenticator,
    log,
    settings: { allowedHosts: access.allowedHosts },
  });
}
