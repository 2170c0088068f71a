import { ChampionHolder } from '../../core/lifecycle/champion.ts';
import { loadStoredModel } from '../../core/lifecycle/stored-model.ts';
import type { Engine } from '../../core/scoring/engine.ts';
import { type AwsStores, type AwsStoresOptions, openAwsStores } from './aws-stores.ts';

export interface AwsHomeOptions extends AwsStoresOptions {
  /** Told when the champion cannot be loaded; see {@link ChampionHolder}. */
  readonly onChampionFailure: (version: string | undefined, error: unknown) => void;
}

/** What a function that scores works on. */
export interface AwsHome extends AwsStores {
  readonly champion: ChampionHolder;
  /** Loads a bundle and verifies it. @throws {DomainError} `invalid-bundle` */
  readonly loadModel: (version: string) => Promise<Engine>;
  /** Follows the champion pointer if the last look at it is too old. Never throws. */
  readonly keepUp: () => Promise<void>;
}

/** How old knowledge of the champion may be: a promotion is followed by all containers within this, ms. */
const championPollMs = 10_000;

/** The AWS home as one function sees it, see {@link openAwsStores}. Made once per container. */
export function openAwsHome(options: AwsHomeOptions): AwsHome {
  const stores = openAwsStores(options);
  const { records, objects, clock } = stores;
  const loadModel = (version: string) =>
    loadStoredModel(objects, version, 'Promote another one, or roll back, with POST /v1/models/rollback.');
  // A container is frozen between two requests: it looks while a request waits, never in the background.
  const champion = new ChampionHolder({
    models: records.models,
    load: loadModel,
    clock,
    pollIntervalMs: Number.POSITIVE_INFINITY,
    onFailure: options.onChampionFailure,
  });
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return {
    ...stores,
    champion,
    loadModel,
    keepUp: async () => {
      if (performance.now() - lookedAtMs < championPollMs) return;
      lookedAtMs = performance.now();
      await champion.refresh();
    },
  };
}
