import { readDocument } from '../../core/batch/batch-plan.ts';
import { DomainError } from '../../core/errors.ts';
import { failureOf } from '../../core/intake/refusal.ts';
import type { RunRecord, RunStep } from '../../core/lifecycle/registry.ts';
import { Failure } from '../../core/lifecycle/training/end-run.ts';
import { runKeys } from '../../core/lifecycle/training/run-files.ts';
import { VerifiedModel } from '../../core/lifecycle/training/verify-run.ts';
import type { Clock, ObjectStore, RunRecords } from '../../core/ports.ts';

export interface NotedStep {
  readonly runId: string;
  readonly dropId: string | null;
  /** Name of the state. */
  readonly task: string;
  readonly startedAt: Date;
  /** What it threw; undefined if it ended well. */
  readonly error: unknown;
}

/**
 * Adds a task's attempt to the record of its run. Tasks of a run follow one another, so that no two write at once. The
 * jobs between them are Step Functions' own: their history is that of the execution of the same name.
 */
export async function noteStep(
  { runId, dropId, task, startedAt, error }: NotedStep,
  { runs, objects, clock }: { runs: RunRecords; objects: ObjectStore; clock: Clock },
): Promise<void> {
  const finishedAt = clock.now();
  const known = await runs.get(runId);
  const attempt = 1 + (known?.steps ?? []).filter(({ name }) => name === task).length;
  const step: RunStep = {
    name: task,
    type: 'Task',
    state: error === undefined ? 'done' : 'failed',
    seconds: (finishedAt.getTime() - startedAt.getTime()) / 1000,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    ...(attempt > 1 ? { attempt } : {}),
    ...(error instanceof Error ? { error: error.name } : {}),
    ...(error instanceof DomainError ? { detail: error.message } : {}),
  };
  const begun: RunRecord = known ?? {
    runId,
    kind: 'training',
    state: 'running',
    startedAt: startedAt.toISOString(),
    finishedAt: null,
    modelVersion: null,
    dropId,
    steps: [],
    failure: null,
  };
  const model = await readDocument(objects, runKeys.result(runId, 'verify'), VerifiedModel);
  const noted = { ...begun, modelVersion: model?.version ?? null, steps: [...begun.steps, step] };
  if (error !== undefined || !endings.has(task)) return runs.put(noted);
  const failed = task === 'RecordFailure';
  const failure = failed
    ? ((await readDocument(objects, runKeys.result(runId, 'failure'), Failure)) ?? failureOf(undefined))
    : null;
  await runs.put({ ...noted, state: failed ? 'failed' : 'done', finishedAt: finishedAt.toISOString(), failure });
}

const endings: ReadonlySet<string> = new Set(['Notify', 'RecordFailure']);
