import { DomainError } from '../../core/errors.ts';
import type { ChampionPointer } from '../../core/lifecycle/registry.ts';
import type { ModelRegistry, ObjectStore } from '../../core/ports.ts';
import type { Engine } from '../../core/scoring/engine.ts';
import { loadModel } from './load-model.ts';

/** The model that scores, ready to. */
export interface Champion {
  readonly pointer: ChampionPointer;
  readonly engine: Engine;
}

/**
 * Follows the champion pointer: another process may move it at any time. Keeps the newest engine, since loading and
 * verifying one takes longer than a request may.
 */
export class ChampionSource {
  readonly #models: ModelRegistry;
  readonly #objects: ObjectStore;
  #loaded: { readonly version: string; readonly engine: Promise<Engine> } | undefined;

  constructor(models: ModelRegistry, objects: ObjectStore) {
    this.#models = models;
    this.#objects = objects;
  }

  /** @throws {DomainError} `invalid-bundle` */
  async find(): Promise<Champion | undefined> {
    const pointer = await this.#models.champion();
    if (pointer === undefined) return undefined;
    return { pointer, engine: await this.#engine(pointer.version) };
  }

  /** @throws {DomainError} `no-champion`, `invalid-bundle` */
  async get(): Promise<Champion> {
    const champion = await this.find();
    if (champion) return champion;
    const detail = 'This home has no model yet. Train one: mainstay train FILE, or let "mainstay start" do it.';
    throw new DomainError('no-champion', detail);
  }

  async #engine(version: string): Promise<Engine> {
    if (this.#loaded?.version !== version) {
      this.#loaded = { version, engine: loadModel(this.#objects, version) };
    }
    const { engine } = this.#loaded;
    try {
      return await engine;
    } catch (error) {
      if (this.#loaded?.engine === engine) this.#loaded = undefined; // the files may be mended meanwhile
      throw error;
    }
  }
}
