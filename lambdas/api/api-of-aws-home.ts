import { S3Client } from '@aws-sdk/client-s3';
import { createApi } from '../../api/create-api.ts';
import type { ApiDeps, ApiSettings } from '../../api/deps.ts';
import { newId } from '../../api/new-id.ts';
import { noteQueued } from '../../core/intake/queued-drop.ts';
import { verifying } from '../../core/lifecycle/verify-model.ts';
import type { Tier } from '../../core/scoring/score.ts';
import type { AwsHome } from '../shared/aws-home.ts';
import { network } from '../shared/aws-stores.ts';
import { s3UploadAddresses } from '../uploads/upload-addresses.s3.ts';
import { countScores } from './count-scores.ts';
import { takeDrop } from './take-drop.ts';

export interface ApiOfAwsHomeOptions extends Pick<ApiDeps, 'authenticator' | 'log'> {
  readonly bucketName: string;
  readonly settings: Partial<ApiSettings>;
  /** Told of every score that was recorded. */
  readonly onScoreRecorded: (tier: Tier) => void;
}

/** The HTTP API on records and files of AWS, as the function and the server in a container mount it. */
export function apiOfAwsHome(home: AwsHome, options: ApiOfAwsHomeOptions): ReturnType<typeof createApi> {
  const { records, objects, events, clock, champion, shadow } = home;
  return createApi({
    records: { ...records, customers: countScores(records.customers, options.onScoreRecorded) },
    objects,
    events,
    clock,
    newId: (kind) => newId(kind, clock.now()),
    champion: () => champion.current(),
    verifyModel: verifying(home.loadModel),
    endpoints: home.endpoints,
    loadModel: home.loadModel,
    shadow,
    championMoved: () => champion.refresh(),
    requestTraining: (asked) => events.publish(asked), // a rule of the bus starts the workflow
    submitDrop: (drop) => takeDrop(home, drop),
    queueDrop: (drop) => noteQueued(objects, drop), // the event of the note starts the workflow
    uploads: s3UploadAddresses(
      () => new S3Client({ ...network, requestChecksumCalculation: 'WHEN_REQUIRED' }),
      options.bucketName,
    ),
    docs: undefined,
    authenticator: options.authenticator,
    log: options.log,
    settings: options.settings,
  });
}
