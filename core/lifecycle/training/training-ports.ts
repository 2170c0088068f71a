import type { Clock, Events, ObjectStore, Records } from '../../ports.ts';
import type { ScoringModel } from '../../scoring/scoring-model.ts';
import type { GatePolicy } from '../gate/policy.ts';
import type { Lineage } from '../lineage.ts';
import type { CheckedData } from './checked-data.ts';
import type { TrainingOrder } from './training-order.ts';

/** A SHA-256 over what comes piece by piece. */
export interface RunningHash {
  update(bytes: Uint8Array): void;
  /** Lower-case; once, at the end. */
  hex(): string;
}

/** What the tasks of the training workflow need of the world. */
export interface TrainingPorts {
  readonly records: Pick<Records, 'audit' | 'customers' | 'drops' | 'models'>;
  readonly objects: ObjectStore;
  readonly events: Events;
  readonly clock: Clock;
  /** Time that only goes forward, ms, for measuring how long a score takes. */
  readonly elapsedMs: () => number;
  /** Which Mainstay this is. */
  readonly code: Lineage['code'];
  /** Loads any model and verifies it. @throws {DomainError} `invalid-bundle` */
  readonly loadModel: (version: string) => Promise<ScoringModel>;
  /**
   * Writes the run's rows as training reads them, `checked.csv` and `profile.json` (see `runKeys`).
   *
   * @throws {DomainError} `unreadable-file`, `not-enough-data`
   */
  readonly checkData: (order: TrainingOrder) => Promise<CheckedData>;
  readonly newHash: () => RunningHash;
  /** Told while rows are read: how many were accepted, and how many of the file's bytes were read. */
  readonly onRows?: ((rows: number, readBytes: number, ofBytes: number) => void) | undefined;
  /** Lets whatever else the process serves have its turn. */
  readonly nextTurn?: (() => Promise<void>) | undefined;
  /** Stops the work between two batches of rows. */
  readonly signal?: AbortSignal | undefined;
  /** What a challenger has to show. @default the usual policy */
  readonly policy?: GatePolicy | undefined;
}
