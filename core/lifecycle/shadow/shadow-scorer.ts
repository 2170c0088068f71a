import type { Clock, ShadowRecords } from '../../ports.ts';
import type { FeatureValues } from '../../profile/profile.ts';
import type { Score } from '../../scoring/score.ts';
import type { ScoringModel } from '../../scoring/scoring-model.ts';
import { tierOf } from '../../scoring/tier.ts';
import { type Champion, pollsOfPause } from '../champion.ts';
import { whyNotComparable } from '../comparable.ts';
import { isShadowing, type ShadowPointer } from './shadow.ts';
import { countInto, emptyTally, type ShadowTally, sumOf } from './shadow-tally.ts';

/** Scores that the champion has just made, and what they rest on. */
export interface Answered {
  readonly champion: Champion;
  readonly values: readonly FeatureValues[];
  /** In the order of the values. */
  readonly scores: readonly Pick<Score, 'probability' | 'tier'>[];
}

/** Who looks on while the champion scores. */
export interface ShadowObserver {
  /** Never fails, and takes a bounded time: an answer may wait for it. */
  observe(answered: Answered): Promise<void>;
  /** Looks at the pointer now and loads its model, before many are scored. Never fails. */
  refresh(): Promise<void>;
  /** Writes down what was counted since the last time. Never fails. */
  flush(): Promise<void>;
}

export interface ShadowScorerOptions {
  readonly shadows: Pick<ShadowRecords, 'current' | 'add'>;
  /** Loads a model and verifies it. @throws {DomainError} `invalid-bundle` */
  readonly load: (version: string) => Promise<ScoringModel>;
  readonly clock: Clock;
  /** How old knowledge of the pointer may be before it is read again, ms. */
  readonly pollIntervalMs: number;
  /** How long counts are kept in memory at most; 0 writes after every answer, for a process that may be frozen or ended, ms. */
  readonly flushIntervalMs: number;
  /** Most that an answer waits for a model elsewhere, or for the records, ms. */
  readonly mostWaitMs: number;
  /** Resolves after so many ms; must not hold the process. */
  readonly wait: (ms: number) => Promise<void>;
  /** Told what failed, once until it has gone well again; never throws. */
  readonly onFailure: (version: string | undefined, error: unknown) => void;
}

/** What can fail: reading the pointer or loading its model, scoring, writing counts down. */
type Work = 'look' | 'score' | 'keep';

/** Follows the shadow pointer, scores with its model what the champion has scored, and counts how the two differ. */
export class ShadowScorer implements ShadowObserver {
  readonly #options: ShadowScorerOptions;
  #held: { readonly pointer: ShadowPointer; readonly model: ScoringModel } | undefined;
  #damaged: string | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  #flushedAtMs: number;
  #willFlush = false;
  #tallies = new Map<string, ShadowTally>();
  /** What has failed and was told; with every answer of a busy service it would be told again. */
  readonly #told = new Set<Work>();

  constructor(options: ShadowScorerOptions) {
    this.#options = options;
    this.#flushedAtMs = options.clock.now().getTime();
  }

  async observe(answered: Answered): Promise<void> {
    const { clock, pollIntervalMs, flushIntervalMs } = this.#options;
    const now = clock.now();
    const sinceLookMs = now.getTime() - this.#lookedAtMs;
    if (sinceLookMs >= pollIntervalMs) {
      const looked = this.refresh();
      if (sinceLookMs >= pollsOfPause * pollIntervalMs) await this.#atMost(looked);
    }
    const held = this.#held;
    if (held && isShadowing(held.pointer, now) && held.pointer.version !== answered.champion.version) {
      try {
        await this.#count(answered, held.model, held.pointer.version, now);
        this.#told.delete('score');
      } catch (error) {
        this.#tell('score', held.pointer.version, error);
      }
    }
    if (this.#tallies.size === 0) return;
    if (now.getTime() - this.#flushedAtMs >= flushIntervalMs) await this.#atMost(this.flush());
    else void this.#flushLater();
  }

  /** Nobody may come for a long time after this answer. */
  async #flushLater(): Promise<void> {
    if (this.#willFlush) return;
    this.#willFlush = true;
    await this.#options.wait(this.#options.flushIntervalMs);
    this.#willFlush = false;
    await this.flush();
  }

  async flush(): Promise<void> {
    const { shadows, clock } = this.#options;
    this.#flushedAtMs = clock.now().getTime();
    const tallies = this.#tallies;
    this.#tallies = new Map();
    await Promise.all(
      [...tallies.values()].map(async (tally) => {
        try {
          await shadows.add(tally);
          this.#told.delete('keep');
        } catch (error) {
          this.#tell('keep', tally.version, error);
        }
      }),
    );
  }

  refresh(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { shadows, load, clock } = this.#options;
    this.#lookedAtMs = clock.now().getTime();
    let pointer: ShadowPointer | undefined;
    try {
      pointer = await shadows.current();
      if (!pointer || !isShadowing(pointer, clock.now())) {
        this.#held = undefined;
      } else if (this.#held?.pointer.version === pointer.version) {
        this.#held = { pointer, model: this.#held.model };
      } else if (this.#damaged !== pointer.version) {
        this.#held = { pointer, model: await load(pointer.version) };
      }
      if (this.#damaged === undefined || this.#damaged !== pointer?.version) this.#told.delete('look');
    } catch (error) {
      // Loading it again with every look would help nobody; another model is another failure.
      if (pointer && this.#damaged !== pointer.version) this.#told.delete('look');
      this.#damaged = pointer?.version;
      if (pointer) this.#held = undefined;
      this.#tell('look', pointer?.version, error);
    }
  }

  #tell(work: Work, version: string | undefined, error: unknown): void {
    if (this.#told.has(work)) return;
    this.#told.add(work);
    this.#options.onFailure(version, error);
  }

  async #count({ champion, values, scores }: Answered, model: ScoringModel, version: string, now: Date): Promise<void> {
    const key = { version, champion: champion.version, day: now.toISOString().slice(0, 10) };
    let tally = emptyTally(key);
    try {
      const comparable = whyNotComparable(champion.engine.profile, model.profile) === undefined;
      const asked = comparable ? model.scoreProbabilities(values) : undefined;
      const probabilities = asked instanceof Promise ? await this.#atMost(asked) : asked;
      if (probabilities === undefined) {
        tally.missed += scores.length;
      } else {
        for (const [at, before] of scores.entries()) {
          const probability = probabilities[at]!;
          countInto(tally, before, { probability, tier: tierOf(probability, model.tiers) });
        }
      }
    } catch (error) {
      tally = { ...emptyTally(key), missed: scores.length };
      throw error;
    } finally {
      const name = `${key.champion} ${key.day} ${version}`;
      const before = this.#tallies.get(name);
      this.#tallies.set(name, before ? sumOf(before, tally) : tally);
    }
  }

  /** What comes within the time there is; undefined if nothing does. What comes too late comes to nothing. */
  async #atMost<T>(work: Promise<T>): Promise<T | undefined> {
    work.catch(() => undefined);
    return Promise.race([work, this.#options.wait(this.#options.mostWaitMs).then(() => undefined)]);
  }
}
