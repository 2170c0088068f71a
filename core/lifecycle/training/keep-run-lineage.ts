import { bundleFiles, ModelDocument } from '../../scoring/bundle.ts';
import { readDocument } from '../../scoring/load-bundle.ts';
import { keepLineage } from '../lineage.ts';
import { modelKey, readObject } from '../stored-model.ts';
import { readRunData } from '../training-data/run-data.ts';
import type { TrainingOrder } from './training-order.ts';
import type { TrainingPorts } from './training-ports.ts';

/** Keeps where a run's model comes from, beside the bundle: parts of the data, profile, code, settings, seed. */
export async function keepRunLineage(
  { runId, families, budgetSeconds, trials, seed, by, reason }: TrainingOrder,
  version: string,
  { objects, code }: Pick<TrainingPorts, 'code' | 'objects'>,
): Promise<void> {
  const data = await readRunData(runId, objects);
  if (!data) return; // rows that came from elsewhere have no parts to name
  const { libraries } = await readDocument(
    (file) => readObject(objects, modelKey(version, file)),
    bundleFiles.model,
    ModelDocument,
  );
  await keepLineage(objects, {
    format: 'mainstay-lineage/1',
    version,
    runId,
    parts: data.parts,
    profile: data.profile,
    code,
    families,
    settings: { budgetSeconds, trials },
    seed,
    libraries,
    by,
    reason,
  });
}
