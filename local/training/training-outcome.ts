import { readDocument } from '../../core/batch/batch-plan.ts';
import { DomainError } from '../../core/errors.ts';
import { GateDecision } from '../../core/lifecycle/gate/gate-decision.ts';
import { Metrics } from '../../core/lifecycle/metrics.ts';
import { modelKey } from '../../core/lifecycle/stored-model.ts';
import { CheckedData } from '../../core/lifecycle/training/checked-data.ts';
import { runKeys } from '../../core/lifecycle/training/run-files.ts';
import type { TrainingOrder } from '../../core/lifecycle/training/training-order.ts';
import { VerifiedModel } from '../../core/lifecycle/training/verify-run.ts';
import { bundleFiles } from '../../core/scoring/bundle.ts';
import type { Home } from '../home/open-home.ts';
import type { SkippedTraining, TrainingOutcome } from './training-request.ts';

/** The model that a run has registered, null before. */
export async function versionOf({ objects }: Pick<Home, 'objects'>, runId: string): Promise<string | null> {
  return (await readDocument(objects, runKeys.result(runId, 'verify'), VerifiedModel))?.version ?? null;
}

/** What a run that is done has brought, from what it has kept. */
export async function readOutcome(
  home: Pick<Home, 'objects' | 'records'>,
  { runId, dropId }: TrainingOrder,
): Promise<TrainingOutcome | SkippedTraining> {
  const { objects, records } = home;
  const run = await records.runs.get(runId);
  const receipt = dropId === null ? null : ((await records.drops.get(dropId)) ?? null);
  const data = await readDocument(objects, runKeys.result(runId, 'data'), CheckedData);
  if (data?.kind === 'skipped' && run) return { skipped: data.reason, run, receipt };
  const version = (await versionOf(home, runId)) ?? '';
  const decision = await readDocument(objects, runKeys.result(runId, 'gate'), GateDecision);
  const metrics = await readDocument(objects, modelKey(version, bundleFiles.metrics), Metrics);
  const model = await records.models.get(version);
  if (decision && metrics && model && run) return { run, receipt, model, metrics, decision };
  throw new DomainError('training-failed', `What run ${runId} has left is gone.`);
}
