import { z } from 'zod';
import type { ObjectStore } from '../ports.ts';
import { Family } from '../scoring/bundle.ts';
import { GateDecision } from './gate/gate-decision.ts';
import { ModelVersion } from './registry.ts';
import { modelKey, readObject } from './stored-model.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Where a model comes from: enough to make it again, byte by byte. */
export const Lineage = z
  .strictObject({
    format: z.literal('mainstay-lineage/1'),
    version: ModelVersion,
    runId: z.string().min(1),
    parts: z
      .array(z.strictObject({ partId: z.string().min(1), sha256, rows: z.int().nonnegative() }))
      .min(1)
      .meta({ description: 'Parts of the training data, in the order in which they were read' }),
    profile: z.strictObject({ name: z.string(), version: z.int(), sha256 }),
    code: z.strictObject({
      version: z.string().meta({ description: 'Of Mainstay' }),
      commit: z.string().nullable().meta({ description: 'Null where Mainstay was not run from a checkout' }),
    }),
    families: z.array(Family).min(1),
    settings: z.record(z.string(), z.unknown()).meta({ description: 'Budget, trials and the like' }),
    seed: z.int(),
    libraries: z.record(z.string(), z.string()),
    by: z.string().min(1),
    reason: z.string().min(1).meta({ description: 'Why it was trained' }),
  })
  .meta({ id: 'Lineage' });
export type Lineage = z.infer<typeof Lineage>;

/** Files beside a bundle that say where it comes from and what the gate decided. */
export const provenanceFiles = { lineage: 'lineage.json', decision: 'decision.json' } as const;

/** Keeps where a model comes from. @returns false, leaving what is there, if it was kept before */
export function keepLineage(objects: Pick<ObjectStore, 'put'>, lineage: Lineage): Promise<boolean> {
  const key = modelKey(lineage.version, provenanceFiles.lineage);
  return objects.put(key, inBytes(Lineage.parse(lineage)), { ifAbsent: true });
}

/** Keeps what the gate decided on a model; decided anew, since the champion has changed, it takes the place of the first. */
export async function keepDecision(objects: Pick<ObjectStore, 'put'>, decision: GateDecision): Promise<void> {
  await objects.put(modelKey(decision.challenger, provenanceFiles.decision), inBytes(GateDecision.parse(decision)));
}

/** Undefined for a model from elsewhere or from before lineage was kept. @throws {ZodError} if it is damaged */
export function readLineage(objects: Pick<ObjectStore, 'read'>, version: string): Promise<Lineage | undefined> {
  return read(objects, version, provenanceFiles.lineage, Lineage);
}

/** Undefined for a model that never stood before the gate. @throws {ZodError} if it is damaged */
export function readDecision(objects: Pick<ObjectStore, 'read'>, version: string): Promise<GateDecision | undefined> {
  return read(objects, version, provenanceFiles.decision, GateDecision);
}

const inBytes = (document: Lineage | GateDecision): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);

async function read<T>(
  objects: Pick<ObjectStore, 'read'>,
  version: string,
  file: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const bytes = await readObject(objects, modelKey(version, file));
  return bytes && schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
