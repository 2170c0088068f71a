import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { newId } from '../../api/new-id.ts';
import { runningSha256 } from '../../api/running-sha256.ts';
import { putDocument } from '../../core/batch/batch-plan.ts';
import { DomainError } from '../../core/errors.ts';
import { failedReceipt } from '../../core/intake/new-receipt.ts';
import { isRefusal } from '../../core/intake/refusal.ts';
import { clearRun, runKeys } from '../../core/lifecycle/training/run-files.ts';
import type { TrainingOrder } from '../../core/lifecycle/training/training-order.ts';
import type { TrainingPorts } from '../../core/lifecycle/training/training-ports.ts';
import { trainingTasks } from '../../core/lifecycle/training/training-tasks.ts';
import { RefusedInput } from '../drops/refused-input.ts';
import { makeFolder } from '../home/make-folder.ts';
import type { Home } from '../home/open-home.ts';
import { keepProfileInUse } from '../home/profile-in-use.ts';
import { runWorkflow, WorkflowFailed } from '../workflows/run-workflow.ts';
import type { Task, TaskContext } from '../workflows/task-attempts.ts';
import { checkDrop } from './check-drop.ts';
import { codeVersion } from './code-version.ts';
import { jobTasks } from './job-tasks.ts';
import type { Reporter } from './progress.ts';
import { keepCode } from './resumable-run.ts';
import { lockTraining } from './training-lock.ts';
import { readOutcome, versionOf } from './training-outcome.ts';
import type { SkippedTraining, TrainingOutcome, TrainingRequest } from './training-request.ts';
import { bucketName, localResources, trainingDetails, trainingWorkflow } from './training-workflow.ts';

/**
 * Trains by `workflows/training.asl.json`, in this process and its subprocesses: check → prepare → train each family →
 * evaluate → verify in the serving engine → gate → promote or keep → report. A run has a record that shows every state.
 *
 * @throws {RefusedInput} with the receipt, where the file is at fault
 * @throws {DomainError} `training-in-progress`, `python-missing`, `training-failed`, `storage-full`, `storage-read-only`
 * @throws the signal's reason once it is aborted
 */
export async function trainModel(
  home: Home,
  request: TrainingRequest,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<TrainingOutcome | SkippedTraining> {
  const lock = lockTraining(home);
  const order = request.resumed?.order ?? orderOf(home, request);
  const { runId } = order;
  const work = join(home.paths.work, runId);
  const log: string[] = [];
  try {
    await makeFolder(work);
    const code = await codeVersion();
    await begin(home, order, request, code);
    await runWorkflow({
      workflow: await trainingWorkflow(),
      input: order,
      tasks: tasksOf(home, request, {
        order,
        work,
        reporter,
        code,
        onLog: (line) => log.push(line),
      }),
      run: { runId, kind: 'training', dropId: order.dropId },
      before: request.resumed?.record,
      runs: home.records.runs,
      clock: home.clock,
      signal,
      details: trainingDetails,
      modelVersion: () => versionOf(home, runId),
      onRecordFailure: (error) => log.push(`the record of the run could not be written: ${String(error)}`),
    });
    return await readOutcome(home, order);
  } catch (error) {
    if (signal.aborted) await interrupted(home, order, request);
    else if (log.length > 0) await home.objects.put(runKeys.log(runId), Buffer.from(`${log.join('\n')}\n`));
    throw await asThrown(error, home, request);
  } finally {
    await rm(work, { recursive: true, force: true });
    lock.release();
  }
}

function orderOf({ clock }: Home, request: TrainingRequest): TrainingOrder {
  const { profile, settings, by, reason, drop, force, parts, previous, runId = newId('run', clock.now()) } = request;
  const { families, budgetSeconds, trials = null, trialsOfFamilies, seed } = settings;
  return {
    runId,
    profile: profile.name,
    by,
    reason,
    dropId: drop?.receipt.dropId ?? null,
    families: [...families],
    budgetSeconds,
    trials,
    seed,
    force,
    resources: localResources,
    ...(trialsOfFamilies ? { trialsOfFamilies: [...trialsOfFamilies] } : {}),
    ...(parts ? { parts: [...parts] } : {}),
    ...(previous === undefined ? {} : { previous }),
  };
}

async function begin(
  home: Home,
  order: TrainingOrder,
  { drop, profile, resumed }: TrainingRequest,
  code: TrainingPorts['code'],
): Promise<void> {
  const { records, objects } = home;
  if (drop) await records.drops.put({ ...drop.receipt, kind: 'training', state: 'working', profile: profile.name });
  if (resumed) return;
  await putDocument(objects, runKeys.order(order.runId), order);
  await objects.put(runKeys.profile(order.runId), Buffer.from(`${JSON.stringify(profile, null, 2)}\n`));
  await keepCode(home, order.runId, code);
}

interface RunTools {
  readonly order: TrainingOrder;
  readonly work: string;
  readonly reporter: Reporter;
  readonly code: TrainingPorts['code'];
  readonly onLog: (line: string) => void;
}

/** What the states of the workflow stand for in this home. */
function tasksOf(home: Home, request: TrainingRequest, { order, work, reporter, code, onLog }: RunTools) {
  const { records, objects, events, clock, champion, paths, loadModel } = home;
  const { runId, families } = order;
  const heeding = ({ signal }: TaskContext): ReturnType<typeof trainingTasks> => {
    const ports: TrainingPorts = {
      records,
      objects,
      events,
      clock,
      code,
      elapsedMs: () => performance.now(),
      loadModel,
      checkData: (asked) => checkDrop(asked, request, { home, reporter, signal }),
      newHash: runningSha256,
      nextTurn: () => nextTurn(),
      signal,
    };
    return trainingTasks(ports);
  };
  const tasks: Record<keyof ReturnType<typeof trainingTasks> | keyof ReturnType<typeof jobTasks>, Task> = {
    ...jobTasks({
      runId,
      families,
      store: { objects, bucket: bucketName, folder: paths.files },
      work,
      reporter,
      onLog,
    }),
    CheckData: (input, context) => heeding(context).CheckData(input),
    RecordSkipped: (input, context) => heeding(context).RecordSkipped(input),
    Verify: (input, context) => {
      reporter.show('verify', { message: 'The engine reproduces what Python computed' });
      return heeding(context).Verify(input);
    },
    Gate: (input, context) => {
      reporter.show('gate', { message: 'Held against the champion and the baselines' });
      return heeding(context).Gate(input);
    },
    Promote: async (input, context) => {
      await heeding(context).Promote(input);
      await keepProfileInUse(paths, request.profile); // killed before, the champion's own profile is taken
      await champion.refresh();
    },
    Keep: (input, context) => heeding(context).Keep(input),
    Report: (input, context) => heeding(context).Report(input),
    Notify: (input, context) => heeding(context).Notify(input),
    RecordFailure: (input, context) => heeding(context).RecordFailure(input),
  };
  return tasks;
}

/** A run that was stopped leaves no rows of customers, unless the next process goes on with it. */
async function interrupted(home: Home, { runId, dropId }: TrainingOrder, request: TrainingRequest): Promise<void> {
  if (request.resumable) return;
  await clearRun(home.objects, runId);
  if (request.drop === null || dropId === null) return;
  const receipt = (await home.records.drops.get(dropId)) ?? request.drop.receipt;
  const failure = { code: 'interrupted', detail: 'The training run was stopped.' };
  await home.records.drops.put(failedReceipt(receipt, failure, home.clock.now()));
}

/** What is thrown of a failure: the cause, with the receipt where the file is at fault. */
async function asThrown(error: unknown, home: Home, { drop }: TrainingRequest): Promise<unknown> {
  const cause = error instanceof WorkflowFailed ? error.cause : error;
  if (!(cause instanceof DomainError) || !isRefusal(cause) || drop === null) return cause;
  return new RefusedInput(cause, (await home.records.drops.get(drop.receipt.dropId)) ?? drop.receipt);
}
