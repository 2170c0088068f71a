import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ChampionHolder } from '../../core/lifecycle/champion.ts';
import { loadStoredModel } from '../../core/lifecycle/stored-model.ts';
import type { Clock, ObjectStore, Records } from '../../core/ports.ts';
import type { Engine } from '../../core/scoring/engine.ts';
import { S3ObjectStore } from '../objects/object-store.s3.ts';
import { dynamoRecords } from '../records/open-records.ts';

export interface AwsHomeOptions {
  readonly tableName: string;
  readonly bucketName: string;
  /** Days a customer is kept after the newest score; undefined: until erased. */
  readonly keptDays?: number | undefined;
  /** Told when the champion cannot be loaded; see {@link ChampionHolder}. */
  readonly onChampionFailure: (version: string | undefined, error: unknown) => void;
}

/** What a function works on. */
export interface AwsHome {
  readonly records: Records;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly champion: ChampionHolder;
  /** Loads a bundle and verifies it. @throws {DomainError} `invalid-bundle` */
  readonly loadModel: (version: string) => Promise<Engine>;
  /** Follows the champion pointer if the last look at it is too old. Never throws. */
  readonly keepUp: () => Promise<void>;
}

/** How old knowledge of the champion may be: a promotion is followed by all containers within this, ms. */
const championPollMs = 10_000;

/** A call that does not connect or answer within this is tried anew, ms; four times, with growing pauses. */
const network = { maxAttempts: 5, requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 } };

/**
 * The AWS home as one function sees it; region, credentials and endpoints come from the function's environment. Made
 * once per container.
 */
export function openAwsHome(options: AwsHomeOptions): AwsHome {
  const { tableName, bucketName, keptDays, onChampionFailure } = options;
  const records = dynamoRecords({ client: new DynamoDBClient(network), tableName, keptDays });
  const objects = new S3ObjectStore(new S3Client(network), bucketName);
  const clock = { now: () => new Date() };
  const loadModel = (version: string) =>
    loadStoredModel(objects, version, 'Promote another one, or roll back, with POST /v1/models/rollback.');
  // A container is frozen between two requests: it looks while a request waits, never in the background.
  const champion = new ChampionHolder({
    models: records.models,
    load: loadModel,
    clock,
    pollIntervalMs: Number.POSITIVE_INFINITY,
    onFailure: onChampionFailure,
  });
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return {
    records,
    objects,
    clock,
    champion,
    loadModel,
    keepUp: async () => {
      if (performance.now() - lookedAtMs < championPollMs) return;
      lookedAtMs = performance.now();
      await champion.refresh();
    },
  };
}
