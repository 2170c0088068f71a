import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../../api/new-id.ts';
import { makeFolder } from '../home/make-folder.ts';
import type { Home } from '../home/open-home.ts';
import type { Reporter } from './progress.ts';
import { RunJournal } from './run-journal.ts';
import { lockTraining } from './training-lock.ts';
import type { TrainingOutcome, TrainingRequest } from './training-request.ts';
import { TrainingRun } from './training-run.ts';

/**
 * The training workflow: check the file → prepare → train each family → evaluate → verify in the serving engine →
 * report and install → gate → promote or keep. Everything is made in a work folder and moved in at the end.
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
): Promise<TrainingOutcome> {
  const lock = lockTraining(home);
  const runId = newId('run', home.clock.now());
  const work = join(home.paths.work, runId);
  const journal = new RunJournal(
    { runId, kind: 'training', dropId: request.receipt.dropId },
    home.records.runs,
    home.clock,
  );
  const run = new TrainingRun(home, request, { journal, work, reporter, signal });
  try {
    await makeFolder(work);
    await journal.begin();
    const { model, metrics, decision } = await run.train();
    const receipt = await run.keepReceipt({
      state: 'done',
      modelVersion: model.version,
      finishedAt: home.clock.now().toISOString(),
    });
    return { run: await journal.done(model.version), receipt, model, metrics, decision };
  } catch (error) {
    throw await run.failed(error);
  } finally {
    await rm(work, { recursive: true, force: true });
    lock.release();
  }
}
