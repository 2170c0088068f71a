import { cpus, loadavg } from 'node:os';
import { z } from 'zod';
import type { ModelDocument } from '../../core/scoring/bundle.ts';

/** Most that a cold start may take, ms: module load, model load and first answer, without the boot of Node itself. */
const targetMs = 250;

/** What one cold start says of itself; moments in ms since the import of the bundle began. */
export const Start = z.object({
  bootMs: z.number(),
  loadedMs: z.number(),
  firstMs: z.number(),
  /** Time of processors, of all threads: compiling and collecting run beside. */
  cpuMs: z.number(),
  warmMs: z.number(),
  requests: z.array(z.tuple([z.number(), z.number()])).min(2),
  statusCode: z.literal(200),
  reasons: z.int().positive(),
});
export type Start = z.infer<typeof Start>;

export interface Rounds {
  readonly starts: readonly Start[];
  /** Stages of loading the model, measured apart, ms. */
  readonly stages: readonly Readonly<Record<string, number>>[];
  /** Of the bundle; and of the modules of it that a start reads. */
  readonly bytes: { readonly whole: number; readonly atStart: number };
  /** Bytes of the bundle by package. */
  readonly owners: ReadonlyMap<string, number>;
  readonly model: ModelDocument;
}

const quantile = (sorted: readonly number[], q: number): number => sorted[Math.round(q * (sorted.length - 1))] ?? 0;

/** `median (lowest to highest)`. */
function spread(figures: readonly number[]): string {
  const sorted = figures.toSorted((a, b) => a - b);
  const [low, middle, high] = [0, 0.5, 1].map((q) => quantile(sorted, q).toFixed(1));
  return `${middle} (${low} to ${high})`;
}

const median = (figures: readonly number[]): number =>
  quantile(
    figures.toSorted((a, b) => a - b),
    0.5,
  );

/** Where the time of one start went. */
function partsOf({ loadedMs, firstMs, requests }: Start) {
  const before = requests.filter(([, end]) => end <= loadedMs);
  const asked = Math.min(...before.map(([begin]) => begin));
  const read = Math.max(...before.map(([, end]) => end));
  return { module: asked, modelRead: read - asked, model: loadedMs - read, answer: firstMs - loadedMs, whole: firstMs };
}

/** The report, and whether the median start is within the target. */
export function coldInitReport(rounds: Rounds, measuredOn: string): { text: string; withinTarget: boolean } {
  const { starts, stages, bytes, owners, model } = rounds;
  const parts = starts.map(partsOf);
  const whole = median(parts.map((part) => part.whole));
  const row = (what: string, figures: readonly number[]): string =>
    `| ${what} | ${spread(figures)} | ${((100 * median(figures)) / whole).toFixed(0)} % |`;
  const stage = (what: string, name: string): string =>
    row(
      what,
      stages.map((times) => times[name] ?? 0),
    );
  const largest = [...owners].toSorted(([, a], [, b]) => b - a).slice(0, 10);
  const ensemble =
    model.ensemble.kind === 'trees'
      ? `${model.ensemble.treeCount} trees, depth ${model.ensemble.maxDepth}`
      : 'a linear model';
  const withinTarget = whole <= targetMs;
  const text = `# Cold start of the API function

Measured ${new Date().toISOString().slice(0, 10)} on ${measuredOn}. ${starts.length} starts, each a process of its own;
medians, lowest and highest, ms. Model: ${model.family} on streaming (${ensemble}). DynamoDB and S3 are stand-ins in another
process on loopback, so their share says nothing of AWS; the rest is the function's own work. Not measured on AWS.

| from the import of the bundle | ms | share |
| --- | --- | --- |
${row(
  'modules: read, compile and run, until the champion is asked for',
  parts.map((part) => part.module),
)}
${row(
  'model read: champion pointer, then the files of the bundle',
  parts.map((part) => part.modelRead),
)}
${row(
  'model: from its last byte to ready',
  parts.map((part) => part.model),
)}
${row(
  'first answer: POST /v1/scores with reasons, recorded',
  parts.map((part) => part.answer),
)}
| **whole** | **${spread(parts.map((part) => part.whole))}** | target ${targetMs}: ${withinTarget ? 'met' : 'missed'} |

Of processors the whole took ${spread(starts.map(({ cpuMs }) => cpuMs))} ms. While this ran, ${loadavg()[0]?.toFixed(1)} processes on average
wanted one of the ${cpus().length} processors${(loadavg()[0] ?? 0) > cpus().length ? ': the machine was busy with other things, and the times by the clock hold that' : ''}.

Before that Node's own start took ${spread(starts.map(({ bootMs }) => bootMs))} ms. The second answer took
${spread(starts.map(({ warmMs }) => warmMs))} ms, nearly all of it in the stand-ins.

Stages of the model, measured apart in fresh processes with the files in memory:

| stage | ms | share of the whole |
| --- | --- | --- |
${stage('profile: schema', 'profile')}
${stage('bundle: JSON, schemas, hash, trees', 'parse')}
${stage('engine: encoder, warnings, reasons', 'build')}
${stage('golden rows: scored, explained and compared with Python', 'verify')}
${stage('one customer scored with reasons', 'score')}

The bundle holds ${(bytes.whole / 1000).toFixed(0)} kB, minified, of which a start reads ${(bytes.atStart / 1000).toFixed(0)}: ${largest
    .map(([owner, held]) => `${owner} ${(held / 1000).toFixed(0)}`)
    .join(', ')} kB, and less of others.
`;
  return { text, withinTarget };
}
