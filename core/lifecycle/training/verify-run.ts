import { z } from 'zod';
import { compactTime } from '../../compact-time.ts';
import { DomainError } from '../../errors.ts';
import { parseProfile } from '../../profile/parse-profile.ts';
import { bundleFiles } from '../../scoring/bundle.ts';
import { createEngine, type Engine } from '../../scoring/engine.ts';
import { type BundleReader, loadBundle, readDocument, sha256Hex } from '../../scoring/load-bundle.ts';
import { verifyBundle } from '../../scoring/verify-bundle.ts';
import { keepKernelImages } from '../keep-kernel-images.ts';
import { Metrics } from '../metrics.ts';
import { ModelVersion } from '../registry.ts';
import { bundleProfileFile, modelKey, readObject } from '../stored-model.ts';
import { once, runKeys } from './run-files.ts';
import type { TrainingOrder } from './training-order.ts';
import type { TrainingPorts } from './training-ports.ts';

/** What became of a run's bundle. */
export const VerifiedModel = z.strictObject({
  version: ModelVersion,
  goldenRowsFailure: z
    .string()
    .nullable()
    .meta({ description: 'Why the engine does not reproduce what Python computed; such a model is never promoted' }),
});
export type VerifiedModel = z.infer<typeof VerifiedModel>;

const Begun = z.strictObject({ trainedAt: z.iso.datetime() });

type VerifyPorts = Pick<TrainingPorts, 'clock' | 'objects' | 'records'>;

/**
 * Loads the bundle that the evaluation has left, tries it on its golden rows, puts it under `models/<version>/` and
 * registers it as a candidate. One that is not reproduced is registered too, so that the gate can say so.
 *
 * @throws {DomainError} `invalid-bundle` for one that cannot be loaded at all
 */
export function verifyRun(
  { runId, by }: Pick<TrainingOrder, 'runId' | 'by'>,
  ports: VerifyPorts,
): Promise<VerifiedModel> {
  const { objects, clock } = ports;
  return once(objects, runKeys.result(runId, 'verify'), VerifiedModel, async () => {
    const engine = await loadRunEngine(runId, ports);
    // Noted before anything is put there, so that an attempt that was cut short is finished under the same version.
    const { trainedAt } = await once(objects, runKeys.result(runId, 'install'), Begun, async () => ({
      trainedAt: clock.now().toISOString(),
    }));
    return { version: await install({ runId, by, trainedAt }, engine, ports), goldenRowsFailure: failureOn(engine) };
  });
}

/** The engine of a run's bundle, not tried on its golden rows. @throws {DomainError} `invalid-bundle` */
export async function loadRunEngine(runId: string, { objects }: Pick<VerifyPorts, 'objects'>): Promise<Engine> {
  const read = readerOf(runId, objects);
  const profile = parseProfile(await readDocument(read, bundleProfileFile, z.unknown()));
  return createEngine({ profile, bundle: await loadBundle(read) });
}

function readerOf(runId: string, objects: VerifyPorts['objects']): BundleReader {
  return (file) =>
    readObject(objects, file === bundleProfileFile ? runKeys.profile(runId) : `${runKeys.bundle(runId)}${file}`);
}

function failureOn(engine: Engine): string | null {
  try {
    verifyBundle(engine);
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}

/** `model.json` comes last, and only what is registered counts: an installation that was cut short is as good as none. */
async function install(
  { runId, by, trainedAt }: Pick<TrainingOrder, 'runId' | 'by'> & z.infer<typeof Begun>,
  engine: Engine,
  { objects, records }: VerifyPorts,
): Promise<string> {
  const {
    bundle: { model },
    profile,
  } = engine;
  const read = readerOf(runId, objects);
  const metrics = await readDocument(read, bundleFiles.metrics, Metrics);
  const hash = await sha256Hex((await read(bundleFiles.model)) ?? new Uint8Array());
  const version = `${compactTime(new Date(trainedAt))}-${hash.slice(0, 8)}`;
  const put = (file: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<boolean> =>
    objects.put(modelKey(version, file), content, { ifAbsent: true });

  await put(bundleProfileFile, new TextEncoder().encode(`${JSON.stringify(profile, null, 2)}\n`));
  await keepKernelImages(objects, version, engine); // so that no start has to build it
  const files = (await objects.list(runKeys.bundle(runId))).map((key) => key.slice(runKeys.bundle(runId).length));
  for (const file of files.toSorted((a, b) => Number(a === bundleFiles.model) - Number(b === bundleFiles.model))) {
    const content = await objects.read(`${runKeys.bundle(runId)}${file}`);
    if (content) await put(file, content);
  }
  const { rocAuc, brier, calibrationError } = metrics.figures;
  await records.models.register({
    version,
    registeredAt: trainedAt,
    profile: profile.name,
    family: model.family,
    trainingCustomers: model.trainingData.customers,
    trainingDataSha256: model.trainingData.sha256,
    rocAuc,
    brier,
    calibrationError,
    seed: model.seed,
    by,
    runId,
  });
  return version;
}
