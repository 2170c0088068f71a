import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseProfile } from '../../core/profile/parse-profile.ts';
import { createEngine } from '../../core/scoring/engine.ts';
import { engineFiles, loadBundle } from '../../core/scoring/load-bundle.ts';
import { verifyBundle } from '../../core/scoring/verify-bundle.ts';

/* The stages of loading a model, one after the other in a fresh process, from bytes in memory; ms on standard output. */

const [, , folder = '', profilePath = ''] = process.argv;
const bytes = new Map<string, Uint8Array | undefined>(
  engineFiles.map((name) => {
    try {
      return [name, new Uint8Array(readFileSync(join(folder, name)))];
    } catch {
      return [name, undefined]; // a linear model has no trees
    }
  }),
);
const document: unknown = JSON.parse(readFileSync(profilePath, 'utf8'));
const timed: Record<string, number> = {};
async function time<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const result = await work();
  timed[name] = performance.now() - startedMs;
  return result;
}

const profile = await time('profile', () => parseProfile(document));
const bundle = await time('parse', async () => loadBundle(async (name) => bytes.get(name)));
const engine = await time('build', () => createEngine({ profile, bundle }));
await time('verify', () => verifyBundle(engine));
const [row] = bundle.golden.rows;
const customer = { customerId: 'c1', values: row?.features ?? {}, monthlyValueMinor: 1_000 };
await time('score', () => engine.score([customer], {}));
process.stdout.write(JSON.stringify(timed));
