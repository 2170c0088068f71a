import { DomainError } from '../errors.ts';
import type { Clock, ModelRegistry } from '../ports.ts';
import type { ScoringModel } from '../scoring/scoring-model.ts';
import type { ChampionPointer } from './registry.ts';

/** The model that scores: its version, and what computes. */
export interface Champion {
  readonly version: string;
  readonly engine: ScoringModel;
}

export interface ChampionHolderOptions {
  readonly models: Pick<ModelRegistry, 'champion'>;
  /** Loads and verifies a bundle. @throws {DomainError} `invalid-bundle` */
  readonly load: (version: string) => Promise<ScoringModel>;
  readonly clock: Clock;
  /** How old knowledge of the pointer may be before it is read again, ms. */
  readonly pollIntervalMs: number;
  /** Told when the pointer cannot be read (version undefined) or its bundle cannot be loaded; never throws. */
  readonly onFailure: (version: string | undefined, error: unknown) => void;
}

/** Nobody has asked for a pointer for so many poll intervals: a pause. What is held may be long out of date then. */
export const pollsOfPause = 3;

/**
 * Holds the champion's engine and follows the pointer. While a new champion loads, and if it cannot be loaded, the old
 * one goes on scoring.
 */
export class ChampionHolder {
  readonly #options: ChampionHolderOptions;
  #champion: Champion | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #failure: unknown;
  #looking: Promise<void> | undefined;

  constructor(options: ChampionHolderOptions) {
    this.#options = options;
  }

  /** The engine held right now, without looking at the pointer. */
  get held(): Champion | undefined {
    return this.#champion;
  }

  /** Why the last look failed; undefined if it did not. */
  get failure(): unknown {
    return this.#failure;
  }

  /**
   * The champion. Answers at once with the engine that is held; if the last look at the pointer is older than the poll
   * interval, it looks again in the background. It waits for that look where nothing is held yet, and after a pause
   * ({@link pollsOfPause}).
   *
   * @throws {DomainError} `no-champion`, or what kept the very first one from loading
   */
  async current(): Promise<Champion> {
    const { clock, pollIntervalMs } = this.#options;
    const sinceLookMs = clock.now().getTime() - this.#lookedAtMs;
    const isDue = sinceLookMs >= pollIntervalMs;
    const mustLook = isDue || (this.#champion === undefined && this.#failure === undefined);
    const looked = mustLook ? this.#look() : this.#looking;
    if (this.#champion === undefined || sinceLookMs >= pollsOfPause * pollIntervalMs) await looked;
    if (this.#champion !== undefined) return this.#champion;
    if (this.#failure !== undefined) throw this.#failure;
    throw new DomainError('no-champion', 'No model has been promoted yet: train one, or promote a registered one.');
  }

  /**
   * Looks at the pointer now and loads what it points at, if that is not what is held. Call it after moving the pointer:
   * a look that is already under way may have read the old one, so this one begins after it. Never throws: see `failure`.
   */
  async refresh(): Promise<void> {
    await this.#looking;
    await this.#look();
  }

  /** One look at a time; whoever asks meanwhile shares it. */
  #look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const { models, load, clock, onFailure } = this.#options;
    this.#lookedAtMs = clock.now().getTime();
    let pointer: ChampionPointer | undefined;
    try {
      pointer = await models.champion();
      if (pointer !== undefined && pointer.version !== this.#champion?.version) {
        this.#champion = { version: pointer.version, engine: await load(pointer.version) };
      }
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
      onFailure(pointer?.version, error);
    }
  }
}
