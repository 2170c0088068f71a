import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { readCustomers } from '../api/read-customers.ts';
import type { RawFeatures } from '../api/schemas/scores.ts';
import type { Profile } from '../core/profile/profile.ts';
import { bundleFiles, GoldenRows, type ModelDocument } from '../core/scoring/bundle.ts';
import { findPython } from '../local/training/find-python.ts';
import { type Contender, contenders, peerEnvironment } from './http/contenders.ts';
import { makeHome } from './http/make-home.ts';
import { type Measured, measureOnce, type Prepared } from './http/measure.ts';
import { reportOf, verdicts } from './http/report.ts';
import { remainsOf } from './remains-of.ts';
import { machineLine, readProfile, trainStreaming } from './workbench.ts';

const usage = `Usage: npm run bench:http -- [--bundle DIR] [--rounds N] [--seconds S] [--connections N] [--only NAME] [--write]

Sends POST /v1/scores of one customer, recorded and with reasons, to the one-process home, and the same customers to Flask +
gunicorn, FastAPI + uvicorn, BentoML and MLflow with the same model, all on one core, with autocannon on the other. Linux with
two cores. The peers' environment is made of bench/requirements-http.txt where it is missing. --bundle names a trained XGBoost
bundle of profile streaming; left out, one is trained on ../shared/data (MAINSTAY_DATA). Rounds (5) of S seconds (4) are
interleaved. --only leaves out peers without NAME in theirs. --write renews bench/results/http.md. Exit code 1 where a target
is missed.
`;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const run = promisify(execFile);
const port = 8_377;
/** Customers who are scored in turn, with the values of the golden rows. */
const customerCount = 5_000;

/** Makes the peers' environment and what they serve. @returns why there is none, where that is so */
async function preparePeers(bundle: string, pipeline: string): Promise<string | undefined> {
  try {
    if (!existsSync(join(peerEnvironment, 'bin', 'mlflow'))) {
      await run(findPython(), ['-m', 'venv', peerEnvironment]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--requirement', here('requirements-http.txt')];
      await run(join(peerEnvironment, 'bin', 'python'), pip);
    }
    await mkdir(pipeline);
    const make = [here('peers/make_pipeline.py'), bundle, pipeline, '--mlflow'];
    await run(join(peerEnvironment, 'bin', 'python'), make);
    return undefined;
  } catch (error) {
    return `the Python servers: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Values of the golden rows; of those made up for the extremes, only what the profile takes. */
async function goldenCustomers(bundle: string, profile: Profile): Promise<RawFeatures[]> {
  const { rows } = GoldenRows.parse(JSON.parse(await readFile(join(bundle, bundleFiles.golden), 'utf8')));
  return rows
    .map(({ features }) => features)
    .filter((features) => {
      try {
        return readCustomers(profile, [{ customerId: 'c', features }], new Date()).length === 1;
      } catch {
        return false;
      }
    });
}

async function prepare(contender: Contender, golden: readonly RawFeatures[], work: string): Promise<Prepared> {
  const bodies = Array.from({ length: customerCount }, (_, n) =>
    JSON.stringify(contender.body(`customer-${n}`, golden[n % golden.length]!)),
  );
  const file = join(work, `${contenders.indexOf(contender)}.json`);
  await writeFile(file, JSON.stringify(bodies));
  return { contender, bodies: file, first: bodies[0]! };
}

function modelLine({ family, ensemble, encoder }: ModelDocument): string {
  const shape = ensemble.kind === 'trees' ? `${ensemble.treeCount} trees of depth ${ensemble.maxDepth}` : 'linear';
  return `${family} of streaming customers, ${shape}, ${encoder.features.length} features`;
}

/** @returns the process's exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      bundle: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      connections: { type: 'string', default: '16' },
      only: { type: 'string', default: '' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const work = await mkdtemp(join(tmpdir(), 'mainstay-http-'));
  try {
    const bundle = values.bundle ?? (await trainStreaming(work, 'xgboost', 15));
    const profile = await readProfile('streaming');
    const model = await makeHome(join(work, 'home'), bundle, profile);
    const golden = await goldenCustomers(bundle, profile);
    const why = await preparePeers(bundle, join(work, 'pipeline'));
    const absent = why === undefined ? [] : [why];
    const running = contenders.filter(
      ({ name }, at) => at === 0 || (why === undefined && name.toLowerCase().includes(values.only.toLowerCase())),
    );
    const plans: { prepared: Prepared; rounds: Measured[] }[] = [];
    for (const contender of running) plans.push({ prepared: await prepare(contender, golden, work), rounds: [] });
    const [seconds, connections] = [Number(values.seconds), Number(values.connections)];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const plan of plans) {
        const { contender } = plan.prepared;
        if (absent.some((one) => one.startsWith(contender.name))) continue;
        try {
          plan.rounds.push(await measureOnce(plan.prepared, { work, port, seconds, connections }));
        } catch (error) {
          if (contender === contenders[0]) throw error;
          absent.push(`${contender.name}: ${error instanceof Error ? error.message : String(error)}`);
        }
        process.stderr.write(`${contender.name}: ${plan.rounds.at(-1)?.perSecond.toFixed(0) ?? 'does not run'}\n`);
      }
    }
    const results = plans
      .filter(({ rounds }) => rounds.length > 0)
      .map(({ prepared: { contender }, rounds }) => ({ contender, rounds }));
    const file = here('results/http.md');
    const text = reportOf(results, {
      machine: machineLine(),
      command: `npm run bench:http -- --rounds ${values.rounds} --seconds ${seconds} --connections ${connections}`,
      model: modelLine(model),
      seconds,
      connections,
      busy: loadavg()[1] ?? 0,
      absent,
      remains: await remainsOf(file),
    });
    process.stdout.write(text);
    if (values.write) await writeFile(file, text);
    return verdicts(results).every(({ met }) => met) ? 0 : 1;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exitCode = await main();
