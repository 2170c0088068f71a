import type { Champion } from '../lifecycle/champion.ts';
import type { ShadowObserver } from '../lifecycle/shadow/shadow-scorer.ts';
import type { Clock, CustomerRecords, DropRecords, Events, ObjectStore, Records } from '../ports.ts';
import type { ScoringModel } from '../scoring/scoring-model.ts';

/** What the steps of the batch workflow need of the world. */
export interface BatchPorts {
  readonly records: Pick<Records, 'customers' | 'drops'>;
  readonly objects: ObjectStore;
  readonly events: Events;
  readonly clock: Clock;
  /** Looks on while rows are scored. A shard that is scored again is looked at again. */
  readonly shadow?: ShadowObserver | undefined;
  readonly models: {
    /** @throws {DomainError} `no-champion` */
    readonly champion: () => Promise<Champion>;
    /** @throws {DomainError} `model-not-found`, `invalid-bundle` */
    readonly load: (version: string) => Promise<ScoringModel>;
  };
  /** As for `scoreRows`. */
  readonly recordsAhead?: number | undefined;
  /** Lets whatever else the process serves have its turn. */
  readonly nextTurn?: (() => Promise<void>) | undefined;
  /** Stops the work between two slices of rows. */
  readonly signal?: AbortSignal | undefined;
}

/** What scoring one shard needs of it. */
export interface ShardPorts extends Omit<BatchPorts, 'records'> {
  readonly records: {
    readonly customers: Pick<
      CustomerRecords,
      'putScoredRows' | 'flush' | 'putScores' | 'keepSheet' | 'getMany' | 'erase'
    >;
    readonly drops: Pick<DropRecords, 'get'>;
  };
}

/** The engine of one version: the champion's where it still is that one. */
export async function engineOf({ models }: Pick<BatchPorts, 'models'>, version: string): Promise<ScoringModel> {
  const champion = await models.champion();
  return champion.version === version ? champion.engine : await models.load(version);
}
