import type { RetrainingRequested } from '../core/events.ts';
import type { QueuedDrop } from '../core/intake/queued-drop.ts';
import type { Receipt } from '../core/intake/receipt.ts';
import type { Champion } from '../core/lifecycle/champion.ts';
import type { ShadowObserver } from '../core/lifecycle/shadow/shadow-scorer.ts';
import type { Clock, Events, ModelEndpoints, ObjectStore, Records } from '../core/ports.ts';
import type { ScoreCustomersPorts } from '../core/scoring/score-customers.ts';
import type { ScoringModel } from '../core/scoring/scoring-model.ts';
import type { Authenticator } from './access/authenticator.ts';
import type { DocsAssets } from './docs/docs-assets.ts';
import type { UploadAddresses } from './uploads/upload-addresses.ts';

/** A file that has arrived whole in the object store and is to be worked on. */
export interface ArrivedDrop {
  readonly dropId: string;
  /** Key of the file, as it was sent (plain or gzip). */
  readonly objectKey: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly receivedAt: string;
}

/** What the API needs of the home that mounts it. */
export interface ApiDeps {
  readonly records: Records;
  readonly objects: ObjectStore;
  /** Told of scores and promotions before the answer. What fails is logged as `event-not-published`, and answered all the same. */
  readonly events: Events;
  /** Records scores and tells of them in one go, where the home can; left out: one after the other. */
  readonly recordAndTell?: ScoreCustomersPorts['recordAndTell'];
  readonly clock: Clock;
  readonly newId: (kind: 'drop' | 'score' | 'audit' | 'run') => string;
  /** @throws {DomainError} `no-champion`, `invalid-bundle` */
  readonly champion: () => Promise<Champion>;
  /** Loads a model and reproduces its golden rows, before it is promoted. @throws {DomainError} `invalid-bundle` */
  readonly verifyModel: (version: string) => Promise<unknown>;
  /** Loads any model and verifies it. @throws {DomainError} `invalid-bundle` */
  readonly loadModel: (version: string) => Promise<ScoringModel>;
  /** A model that scores silently beside the champion; left out: none does. */
  readonly shadow?: ShadowObserver | undefined;
  /** Where models that compute elsewhere are asked. */
  readonly endpoints: ModelEndpoints;
  /** Called after the pointer moved, before the answer: what this process answers next comes from the new champion. */
  readonly championMoved: () => Promise<void>;
  /** Writes the first receipt and sees to it that the file is worked on; does not wait for that. */
  readonly submitDrop: (drop: ArrivedDrop) => Promise<Receipt>;
  /** Sees to it that a drop that has a receipt is worked on again; does not wait for that. */
  readonly queueDrop: (drop: QueuedDrop) => Promise<unknown>;
  /** Sees to it that a model is trained on the data there are; does not wait for that. */
  readonly requestTraining: (asked: RetrainingRequested) => Promise<void>;
  /** Gives out addresses for files that are too large for a request. */
  readonly uploads: UploadAddresses;
  /** Undefined where a home comes without the files of the documentation page: it then shows a plain one. */
  readonly docs: DocsAssets | undefined;
  readonly authenticator: Authenticator;
  readonly log: Log;
  readonly settings?: Partial<ApiSettings> | undefined;
}

/** One event per line, facts as fields; customer ids may appear, what is known of customers does not. */
export interface Log {
  info(event: string, facts: Readonly<Record<string, unknown>>): void;
  error(event: string, facts: Readonly<Record<string, unknown>>): void;
}

export interface ApiSettings {
  /** Most that a JSON body may hold, bytes. @default 1 MiB */
  readonly jsonBodyLimitBytes: number;
  /** Most that a dropped file may hold, bytes. @default 100 MiB */
  readonly dropLimitBytes: number;
  /** Host names answered for, against DNS rebinding; undefined answers for all. */
  readonly allowedHosts: ReadonlySet<string> | undefined;
  /** Origins whose pages may call beside our own, such as a dashboard served elsewhere. */
  readonly allowedOrigins: ReadonlySet<string>;
}

export const defaultSettings: ApiSettings = {
  jsonBodyLimitBytes: 1024 * 1024,
  dropLimitBytes: 100 * 1024 * 1024,
  allowedHosts: undefined,
  allowedOrigins: new Set(),
};
