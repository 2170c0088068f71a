import { z } from 'zod';
import { readDocument as readKept } from '../../batch/batch-plan.ts';
import { DomainError } from '../../errors.ts';
import { parseProfile } from '../../profile/parse-profile.ts';
import { bundleFiles, ModelDocument } from '../../scoring/bundle.ts';
import { readDocument } from '../../scoring/load-bundle.ts';
import { readDecision, readLineage } from '../lineage.ts';
import { Exploration, Metrics } from '../metrics.ts';
import { renderCard } from '../report/render-card.ts';
import { renderReport } from '../report/render-report.ts';
import { bundleProfileFile, modelKey, readObject } from '../stored-model.ts';
import { CheckedData } from './checked-data.ts';
import { runKeys } from './run-files.ts';
import type { TrainingOrder } from './training-order.ts';
import type { TrainingPorts } from './training-ports.ts';

/** Writes the report and the card of a run's model beside its bundle. Written again, they say the same. */
export async function reportRun(
  { runId }: Pick<TrainingOrder, 'runId'>,
  version: string,
  { objects, records }: Pick<TrainingPorts, 'objects' | 'records'>,
): Promise<void> {
  const read = (file: string) => readObject(objects, modelKey(version, file));
  const data = await readKept(objects, runKeys.result(runId, 'data'), CheckedData);
  const record = await records.models.get(version);
  if (data?.kind !== 'ready' || !record) {
    throw new DomainError('training-failed', `Run ${runId} has left nothing to report on.`);
  }
  const input = {
    profile: parseProfile(await readDocument(read, bundleProfileFile, z.unknown())),
    model: await readDocument(read, bundleFiles.model, ModelDocument),
    metrics: await readDocument(read, bundleFiles.metrics, Metrics),
    exploration: await readDocument(read, bundleFiles.exploration, Exploration),
    version,
    trainedAt: record.registeredAt,
    dataQuality: data.quality,
    decision: await readDecision(objects, version),
    lineage: await readLineage(objects, version),
  };
  const put = (file: string, text: string) => objects.put(modelKey(version, file), new TextEncoder().encode(text));
  await put(bundleFiles.report, renderReport(input));
  await put(bundleFiles.card, renderCard(input));
}
