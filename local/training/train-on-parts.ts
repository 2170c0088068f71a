import { DomainError } from '../../core/errors.ts';
import { orderLike } from '../../core/lifecycle/training/order-like.ts';
import type { TrainingReason } from '../../core/lifecycle/training/training-order.ts';
import type { Home } from '../home/open-home.ts';
import { readNamedProfile, readProfileInUse } from '../home/profile-in-use.ts';
import type { Reporter } from './progress.ts';
import type { ResumableRun } from './resumable-run.ts';
import { trainModel } from './train-model.ts';
import type { FitSettings, SkippedTraining, TrainingOutcome, TrainingRequest } from './training-request.ts';

export interface PartsTraining {
  readonly settings: FitSettings;
  readonly by: string;
  readonly reason: TrainingReason;
  readonly force: boolean;
  /** Name or file of a profile. @default the home's own */
  readonly profile?: string | undefined;
  /** Version of a model to be trained once more, with its own data and settings. */
  readonly like?: string | undefined;
  /** @default a new one */
  readonly runId?: string | undefined;
  /** A run that was cut short and goes on. */
  readonly resumed?: ResumableRun | undefined;
  /** Whether the next process goes on with the run if this one ends before. @default false */
  readonly resumable?: boolean | undefined;
}

/**
 * Trains on the data that a home has gathered.
 *
 * @throws {DomainError} `profile-not-found`, and what {@link trainModel} and {@link orderLike} throw
 */
export async function trainOnParts(
  home: Home,
  { settings, by, reason, force, profile: named, like, runId, resumed, resumable = false }: PartsTraining,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<TrainingOutcome | SkippedTraining> {
  const request = { drop: null, by, reason, runId, resumed, resumable };
  if (resumed) {
    return trainModel(home, { ...request, profile: resumed.profile, settings, force }, reporter, signal);
  }
  if (like === undefined) {
    const profile = named === undefined ? await ownProfile(home) : await readNamedProfile(named);
    return trainModel(home, { ...request, profile, settings, force }, reporter, signal);
  }
  const { profile, parts, previous, families, trials, seed } = await orderLike(like, {
    objects: home.objects,
    models: home.records.models,
  });
  const repeated: TrainingRequest = {
    ...request,
    profile,
    parts,
    previous,
    settings: { families, budgetSeconds: null, trialsOfFamilies: trials, seed },
    force: true,
  };
  return trainModel(home, repeated, reporter, signal);
}

async function ownProfile({ paths }: Home) {
  const profile = await readProfileInUse(paths);
  if (profile) return profile;
  throw new DomainError('profile-not-found', 'This home has not been trained yet. "mainstay train FILE" begins.');
}
