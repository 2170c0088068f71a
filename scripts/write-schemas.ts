import { mkdir, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { Exploration, Metrics } from '../core/lifecycle/metrics.ts';
import { Profile } from '../core/profile/profile.ts';
import { Baseline, GoldenRows, ModelDocument } from '../core/scoring/bundle.ts';

/** JSON Schemas for Python and editors, by file name under `data/schemas/`; written from the zod schemas. */
export const documents = {
  profile: Profile,
  model: ModelDocument,
  golden: GoldenRows,
  baseline: Baseline,
  metrics: Metrics,
  exploration: Exploration,
};

/** The file's text, as it is committed. */
export function schemaText(document: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(document, { io: 'input' }), null, 2)}\n`;
}

if (import.meta.main) {
  const folder = new URL('../data/schemas/', import.meta.url);
  await mkdir(folder, { recursive: true });
  for (const [name, document] of Object.entries(documents)) {
    await writeFile(new URL(`${name}.schema.json`, folder), schemaText(document));
  }
}
