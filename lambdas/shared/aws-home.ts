import { setTimeout as wait } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ChampionHolder } from '../../core/lifecycle/champion.ts';
import { ShadowScorer } from '../../core/lifecycle/shadow/shadow-scorer.ts';
import { loadStoredModel } from '../../core/lifecycle/stored-model.ts';
import type { Events, ModelEndpoints } from '../../core/ports.ts';
import { noEndpoints } from '../../core/scoring/external/no-endpoints.ts';
import type { ScoringModel } from '../../core/scoring/scoring-model.ts';
import { eventBridgeEvents } from '../events/events.eventbridge.ts';
import { type AwsStores, type AwsStoresOptions, openAwsStores } from './aws-stores.ts';

export interface AwsHomeOptions extends AwsStoresOptions {
  /** Bus on which is told what happened; undefined: nobody is told. */
  readonly eventBusName: string | undefined;
  /** Models that compute elsewhere; left out: none may be called. */
  readonly endpoints?: ModelEndpoints | undefined;
  /** Told when the champion cannot be loaded; see {@link ChampionHolder}. */
  readonly onChampionFailure: (version: string | undefined, error: unknown) => void;
  /** Told when the model that scores silently cannot be loaded, or what it said cannot be kept. */
  readonly onShadowFailure: (version: string | undefined, error: unknown) => void;
}

/** What a function that scores works on. */
export interface AwsHome extends AwsStores {
  readonly events: Events;
  readonly champion: ChampionHolder;
  /** Follows the model that scores silently. */
  readonly shadow: ShadowScorer;
  readonly endpoints: ModelEndpoints;
  /** Loads a bundle and verifies it. @throws {DomainError} `invalid-bundle` */
  readonly loadModel: (version: string) => Promise<ScoringModel>;
  /** Follows the pointers of champion and silent model if the last look at it is too old. Never throws. */
  readonly keepUp: () => Promise<void>;
}

/** How old knowledge of the champion may be: a promotion is followed by all containers within this, ms. */
export const championPollMs = 10_000;

/** Most that a call waits for the silent model: to load (it goes on loading), to answer, or to be written down, ms. */
const shadowWaitMs = 250;

/** The AWS home as one function sees it, see {@link openAwsStores}. Made once per container. */
export function openAwsHome(options: AwsHomeOptions): AwsHome {
  const stores = openAwsStores(options);
  const { records, objects, clock } = stores;
  const endpoints = options.endpoints ?? noEndpoints;
  const loadModel = (version: string) =>
    loadStoredModel(objects, version, 'Promote another one, or roll back, with POST /v1/models/rollback.', endpoints);
  // A container is frozen between two requests: it looks while a request waits, never in the background.
  const champion = new ChampionHolder({
    models: records.models,
    load: loadModel,
    clock,
    pollIntervalMs: Number.POSITIVE_INFINITY,
    onFailure: options.onChampionFailure,
  });
  const shadow = new ShadowScorer({
    shadows: records.shadows,
    load: loadModel,
    clock,
    pollIntervalMs: Number.POSITIVE_INFINITY,
    flushIntervalMs: 0, // a container may never be woken again
    mostWaitMs: shadowWaitMs,
    wait: async (ms) => wait(ms, undefined, { ref: false }),
    onFailure: options.onShadowFailure,
  });
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return {
    ...stores,
    events: eventsOn(options.eventBusName),
    champion,
    shadow,
    endpoints,
    loadModel,
    keepUp: async () => {
      if (performance.now() - lookedAtMs < championPollMs) return;
      lookedAtMs = performance.now();
      await Promise.all([champion.refresh(), Promise.race([shadow.refresh(), wait(shadowWaitMs)])]);
    },
  };
}

/** A call of an API waits for these before it answers: rather an event less, which is logged, than a slow answer. */
const eventNetwork = { maxAttempts: 3, requestHandler: { connectionTimeout: 500, requestTimeout: 1_000 } };

function eventsOn(busName: string | undefined): Events {
  if (busName === undefined) return { publish: async () => undefined };
  return eventBridgeEvents({ client: new EventBridgeClient(eventNetwork), busName });
}
