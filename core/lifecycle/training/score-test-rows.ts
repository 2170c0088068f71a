import { bundleFiles } from '../../scoring/bundle.ts';
import type { Engine } from '../../scoring/engine.ts';
import { readDocument } from '../../scoring/load-bundle.ts';
import type { ScoringModel } from '../../scoring/scoring-model.ts';
import { placeOfCustomer } from '../gate/place-of-customer.ts';
import { type RunParts, seenBy, type TestRow } from '../gate/seen-rows.ts';
import type { SegmentRows } from '../gate/segment-floors.ts';
import { readLineage } from '../lineage.ts';
import { Metrics } from '../metrics.ts';
import { modelKey, readObject } from '../stored-model.ts';
import type { PartManifest } from '../training-data/part-manifest.ts';
import { readPart } from '../training-data/parts.ts';
import { readRunData } from '../training-data/run-data.ts';
import { readTestOutcomes, readTestValues } from './test-rows.ts';
import type { TrainingPorts } from './training-ports.ts';

type Ports = Pick<TrainingPorts, 'newHash' | 'objects'>;

/** What the models say of rows that neither was trained on. */
export interface ScoredTestRows {
  /** 1 left, 0 stayed. */
  readonly left: Uint8Array;
  readonly segments: readonly SegmentRows[];
  readonly challenger: Float64Array;
  /** Undefined where there is no champion who can score them. */
  readonly champion: Float64Array | undefined;
  /** Rows that were left out for that reason; null where it is not known what the champion was trained on. */
  readonly seenByChampion: number | null;
}

/** Has a run's test rows scored by its model and by the champion, but for those that the champion may have learned from. */
export async function scoreTestRows(
  runId: string,
  engine: Engine,
  champion: { readonly version: string; readonly model: ScoringModel } | undefined,
  ports: Ports,
): Promise<ScoredTestRows> {
  const { objects } = ports;
  const { left, segments } = await readTestOutcomes(objects, runId);
  const isSeen = champion && (await rowsSeenBy(champion, runId, engine, ports));
  const scored = { challenger: new Float64Array(left.length), champion: new Float64Array(left.length) };
  const kept: number[] = [];
  let at = 0;
  for await (const { rows, values } of readTestValues(objects, runId, engine.profile)) {
    scored.challenger.set(engine.scoreProbabilities(values), at);
    if (champion) scored.champion.set(await champion.model.scoreProbabilities(values), at);
    for (const [index, row] of rows.entries()) if (!isSeen?.(row)) kept.push(at + index);
    at += values.length;
  }
  const place = new Map(kept.map((row, now) => [row, now]));
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]!);
  return {
    left: Uint8Array.from(kept, (row) => left[row]!),
    segments: segments.map((segment) => ({
      ...segment,
      rows: segment.rows.flatMap((row) => place.get(row) ?? []),
    })),
    challenger: pick(scored.challenger),
    champion: champion && pick(scored.champion),
    seenByChampion: champion && !isSeen ? null : left.length - kept.length,
  };
}

/** Undefined where nothing is known of the champion's training: it comes from elsewhere. */
async function rowsSeenBy(
  { version, model }: { readonly version: string; readonly model: ScoringModel },
  runId: string,
  { profile }: Engine,
  { objects, newHash }: Ports,
): Promise<((row: TestRow) => boolean) | undefined> {
  const bytes = await readObject(objects, modelKey(version, bundleFiles.metrics));
  if (!bytes) return undefined;
  const { split } = await readDocument(async () => bytes, bundleFiles.metrics, Metrics);
  const parts = (await readLineage(objects, version))?.parts;
  const ids = model.profile.id;
  return seenBy({ split, parts, ids }, await partsOf(runId, profile, objects), (customerId) =>
    placeOfCustomer(customerId, newHash),
  );
}

async function partsOf(runId: string, profile: Engine['profile'], objects: Ports['objects']): Promise<RunParts> {
  const data = await readRunData(runId, objects);
  const found = await Promise.all((data?.parts ?? []).map(({ partId }) => readPart(objects, profile.name, partId)));
  return { parts: found.filter((part): part is PartManifest => part !== undefined), ids: profile.id };
}
