import type { Receipt } from '../../core/intake/receipt.ts';
import type { GateDecision } from '../../core/lifecycle/gate/gate-decision.ts';
import type { Metrics } from '../../core/lifecycle/metrics.ts';
import type { ModelRecord, RunRecord } from '../../core/lifecycle/registry.ts';
import type { TrainingReason } from '../../core/lifecycle/training/training-order.ts';
import type { PartReference } from '../../core/lifecycle/training-data/part-manifest.ts';
import type { Profile } from '../../core/profile/profile.ts';
import type { Family } from '../../core/scoring/bundle.ts';
import type { Source } from '../drops/open-source.ts';
import type { ResumableRun } from './resumable-run.ts';

export interface FitSettings {
  /** Time to search settings in, per family, seconds; null: as long as the trials take. */
  readonly budgetSeconds: number | null;
  readonly families: readonly Family[];
  /** Most settings tried per family. @default the training package's */
  readonly trials?: number | undefined;
  /** The same for each family by itself, in their order; null: the training package's. */
  readonly trialsOfFamilies?: readonly (number | null)[] | undefined;
  readonly seed: number;
}

export interface TrainingRequest {
  /**
   * A labelled file, with its receipt as it stands when it has come in; null: the data that the home has. The source is
   * null where the file lies in the home already.
   */
  readonly drop: { readonly receipt: Receipt; readonly source: Source | null } | null;
  readonly profile: Profile;
  readonly settings: FitSettings;
  /** Who asks: a person, or what acts for one. */
  readonly by: string;
  readonly reason: TrainingReason;
  /** Trains even if nothing new came in. */
  readonly force: boolean;
  /** A run that was cut short and goes on: its order counts, and not what stands here. */
  readonly resumed?: ResumableRun | undefined;
  /** Id of the run, where one has been given out. @default a new one */
  readonly runId?: string | undefined;
  /** Exactly these parts of the training data. @default all that the profile has */
  readonly parts?: readonly PartReference[] | undefined;
  /** Model whose data these are compared with. @default the champion, if it can be */
  readonly previous?: string | null | undefined;
  /** Whether the next process goes on with the run, and its drop, if this one ends before. */
  readonly resumable: boolean;
}

/** A run that found nothing to do. */
export interface SkippedTraining {
  readonly skipped: string;
  readonly run: RunRecord;
  readonly receipt: Receipt | null;
}

export interface TrainingOutcome {
  readonly skipped?: undefined;
  readonly run: RunRecord;
  /** Null where no file was handed in. */
  readonly receipt: Receipt | null;
  readonly model: ModelRecord;
  readonly metrics: Metrics;
  readonly decision: GateDecision;
}
