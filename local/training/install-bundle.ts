import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { compactTime } from '../../api/new-id.ts';
import { Exploration, Metrics } from '../../core/lifecycle/metrics.ts';
import type { ModelRecord } from '../../core/lifecycle/registry.ts';
import type { DataQuality } from '../../core/lifecycle/report/input.ts';
import { renderCard } from '../../core/lifecycle/report/render-card.ts';
import { renderReport } from '../../core/lifecycle/report/render-report.ts';
import { bundleProfileFile, modelKey } from '../../core/lifecycle/stored-model.ts';
import { bundleFiles } from '../../core/scoring/bundle.ts';
import type { Engine } from '../../core/scoring/engine.ts';
import type { Home } from '../home/open-home.ts';

export interface InstalledModel {
  readonly record: ModelRecord;
  readonly metrics: Metrics;
}

/**
 * Puts a verified bundle under `models/<version>/` and registers it. `model.json` comes last, and only what is
 * registered counts, so an installation that was cut short is as good as none.
 *
 * @param folder - what the training's last step wrote
 * @param engine - the same bundle, verified
 */
export async function installBundle(
  home: Pick<Home, 'objects' | 'records' | 'clock'>,
  {
    folder,
    engine,
    dataQuality,
    by,
    runId,
  }: { folder: string; engine: Engine; dataQuality: DataQuality } & Pick<ModelRecord, 'by' | 'runId'>,
): Promise<InstalledModel> {
  const { model } = engine.bundle;
  const { profile } = engine;
  const metrics = Metrics.parse(await readJson(join(folder, bundleFiles.metrics)));
  const exploration = Exploration.parse(await readJson(join(folder, bundleFiles.exploration)));
  const trainedAt = home.clock.now();
  const hash = createHash('sha256')
    .update(await readFile(join(folder, bundleFiles.model)))
    .digest('hex');
  const version = `${compactTime(trainedAt)}-${hash.slice(0, 8)}`;
  const input = { profile, model, metrics, exploration, version, trainedAt: trainedAt.toISOString(), dataQuality };
  const put = (file: string, text: string): Promise<boolean> =>
    home.objects.put(modelKey(version, file), Buffer.from(text), { ifAbsent: true });

  await put(bundleProfileFile, `${JSON.stringify(profile, null, 2)}\n`);
  await put(bundleFiles.report, renderReport(input));
  await put(bundleFiles.card, renderCard(input));
  const files = await filesIn(folder);
  for (const file of files.toSorted((a, b) => Number(a === bundleFiles.model) - Number(b === bundleFiles.model))) {
    await home.objects.put(modelKey(version, file), createReadStream(join(folder, file)), { ifAbsent: true });
  }
  const record: ModelRecord = {
    version,
    registeredAt: trainedAt.toISOString(),
    profile: profile.name,
    family: model.family,
    trainingCustomers: model.trainingData.customers,
    trainingDataSha256: model.trainingData.sha256,
    rocAuc: metrics.figures.rocAuc,
    brier: metrics.figures.brier,
    calibrationError: metrics.figures.calibrationError,
    seed: model.seed,
    by,
    runId,
  };
  await home.records.models.register(record);
  return { record, metrics };
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** Paths of all files below a folder, relative to it, with `/`. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
