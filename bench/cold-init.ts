import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { z } from 'zod';
import { GoldenRows, ModelDocument } from '../core/scoring/bundle.ts';
import { bundlingOf, bytesByOwner, bytesOf, quickStartBundlingOf } from '../lambdas/bundling.ts';
import { coldInitReport, type Rounds, Start } from './cold-init/report.ts';
import { dataFolder, evaluate, fit, machineLine, readLabelled, readProfile, writeRows } from './workbench.ts';

const usage = `Usage: npm run bench:cold-init -- [--bundle DIR] [--rounds N] [--write]

Cold starts of the API function as it is uploaded (minified), each in a process of its own: module load, model load, and
the first answer of POST /v1/scores with reasons, against stand-ins for DynamoDB and S3 in another process on loopback.
--bundle names a trained bundle of profile streaming; left out, XGBoost is trained on ../shared/data (MAINSTAY_DATA) for
--budget (15) seconds. --write renews bench/results/cold-init.md. Exit code 1 where the median is over the target.
`;

const { values } = parseArgs({
  options: {
    bundle: { type: 'string' },
    budget: { type: 'string', default: '15' },
    rounds: { type: 'string', default: '15' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const profilePath = join(root, 'data/profiles/streaming.json');

async function trainedBundle(work: string): Promise<string> {
  const profile = await readProfile('streaming');
  const file = 'streaming-train-25000.csv.gz';
  if (!existsSync(join(dataFolder, file)))
    throw new Error(`${file} is not in ${dataFolder}: name a bundle with --bundle`);
  await writeRows(join(work, 'input'), await readLabelled(file, profile), profile);
  await fit(work, ['xgboost'], { budgetSeconds: Number(values.budget), seed: 7, testShare: 0.2 });
  return evaluate(work, 'xgboost');
}

/** Bundles the function as it is uploaded; gives the module and what it is made of, bytes by package. */
async function bundledApi(work: string) {
  const folder = join(work, 'api');
  const { metafile } = await build(quickStartBundlingOf('lambdas/api/api.handler.ts', folder));
  const bytes = { whole: bytesOf(metafile), atStart: bytesOf(metafile, { atStart: true }) };
  return { outfile: join(folder, 'index.mjs'), bytes, owners: new Map(bytesByOwner(metafile)) };
}

async function bundledPhases(work: string): Promise<string> {
  const outfile = join(work, 'model-phases.mjs');
  await build(bundlingOf('bench/cold-init/model-phases.ts', outfile));
  return outfile;
}

/** The stand-ins, and how to end them. */
async function startStores(bundle: string) {
  const script = join(root, 'bench/cold-init/stores.ts');
  const child = spawn(process.execPath, [script, '--bundle', bundle, '--profile', profilePath], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { dynamo, s3 } = z.object({ dynamo: z.url(), s3: z.url() }).parse(JSON.parse(line));
    return { dynamo, s3, stop: () => child.stdin.end() };
  }
  throw new Error('the stand-ins for DynamoDB and S3 did not start');
}

/** A scoring request of the gateway for a customer of the golden rows. */
async function scoringEvent(bundle: string): Promise<string> {
  const { rows } = GoldenRows.parse(JSON.parse(await readFile(join(bundle, 'golden.json'), 'utf8')));
  const claims = { client_id: 'bench', scope: 'mainstay/scores:write', token_use: 'access' };
  return JSON.stringify({
    version: '2.0',
    rawPath: '/v1/scores',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customers: [{ customerId: 'c1', features: rows[0]?.features }] }),
    isBase64Encoded: false,
    requestContext: {
      domainName: 'bench.example.com',
      requestId: 'r1',
      http: { method: 'POST' },
      authorizer: { jwt: { claims } },
    },
  });
}

/** Before it stand the function's own logs and counts. */
function lastLine(text: string): unknown {
  return JSON.parse(text.trim().split('\n').at(-1) ?? '');
}

async function measure(work: string, bundle: string): Promise<Rounds> {
  const api = await bundledApi(work);
  const phases = await bundledPhases(work);
  const stores = await startStores(bundle);
  const env = {
    PATH: process.env['PATH'] ?? '',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: stores.dynamo,
    AWS_ENDPOINT_URL_S3: stores.s3,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    TABLE_NAME: 'records',
    BUCKET_NAME: 'files',
    SCOPE_PREFIX: 'mainstay/',
    STAGE: 'bench',
    BENCH_EVENT: await scoringEvent(bundle),
  };
  const run = (...words: string[]): unknown =>
    lastLine(execFileSync(process.execPath, words, { env, encoding: 'utf8', timeout: 60_000 }));
  const oneStart = join(root, 'bench/cold-init/one-start.mjs');
  try {
    const starts: Start[] = [];
    const stages: Record<string, number>[] = [];
    run(oneStart, api.outfile); // the stand-ins' own first answers are not the function's
    for (let round = 0; round < Number(values.rounds); round++) {
      starts.push(Start.parse(run(oneStart, api.outfile)));
      stages.push(z.record(z.string(), z.number()).parse(run(phases, bundle, profilePath)));
    }
    const model = ModelDocument.parse(JSON.parse(await readFile(join(bundle, 'model.json'), 'utf8')));
    return { starts, stages, bytes: api.bytes, owners: api.owners, model };
  } finally {
    stores.stop();
  }
}

if (values.help) process.stdout.write(usage);
else {
  const work = await mkdtemp(join(tmpdir(), 'mainstay-cold-init-'));
  try {
    const rounds = await measure(work, values.bundle ?? (await trainedBundle(work)));
    const command = `npm run bench:cold-init -- --rounds ${values.rounds}`;
    const { text, withinTarget } = coldInitReport(rounds, `${machineLine()}, with \`${command}\``);
    process.stdout.write(text);
    if (values.write) {
      await mkdir(join(root, 'bench/results'), { recursive: true });
      await writeFile(join(root, 'bench/results/cold-init.md'), text);
    }
    process.exitCode = withinTarget ? 0 : 1;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
