import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openHome } from '../local/home/open-home.ts';
import { makeHome } from './promotion/make-home.ts';
import { reportOf } from './promotion/report.ts';
import { promoteUnderLoad } from './promotion/under-load.ts';
import { machineLine } from './workbench.ts';

const usage = `Usage: npm run bench:promotion -- [--home DIR] [--seconds S] [--rate N] [--moves N] [--write]

Serves a home as a process of its own and scores 200 customers' requests a second for 60 s, while the champion pointer moves
ten times: by the API and by the command line of other processes. Every answer is held against what the model that it names
says of that customer. Without --home two models are trained on made-up subscribers first. --home DIR needs a champion and a
second model of the streaming profile, and nobody may serve it. --write renews bench/results/promotion-under-load.md. Exit
code 1 where an answer fails or is not of one whole model.
`;

/** @returns the process's exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      home: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      rate: { type: 'string', default: '200' },
      moves: { type: 'string', default: '10' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const made = values.home === undefined ? await mkdtemp(join(tmpdir(), 'mainstay-promotion-')) : undefined;
  try {
    const folder = values.home ?? join(made ?? '', 'home');
    if (made !== undefined) await makeHome(folder, made);
    const [seconds, requestsPerSecond, moves] = [values.seconds, values.rate, values.moves].map(Number);
    const load = { seconds: seconds ?? 60, requestsPerSecond: requestsPerSecond ?? 200, moves: moves ?? 10 };
    const { versions, families } = await twoModels(folder);
    const result = await promoteUnderLoad({ home: folder, versions, customers: subscribers(), ...load });
    const text = reportOf(result, { ...load, families, machine: machineLine() });
    process.stdout.write(text);
    if (values.write) {
      await writeFile(fileURLToPath(new URL('results/promotion-under-load.md', import.meta.url)), text);
    }
    return result.faults.length === 0 ? 0 : 1;
  } finally {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
  }
}

/** The champion and the newest other model. */
async function twoModels(folder: string): Promise<{ versions: readonly [string, string]; families: string[] }> {
  const home = await openHome(folder, { create: false });
  try {
    const champion = await home.records.models.champion();
    const models = await home.records.models.list();
    const [first, second] = [
      models.find(({ version }) => version === champion?.version),
      models.find(({ version }) => version !== champion?.version),
    ];
    if (!first || !second) throw new Error(`${folder} needs a champion and a second model`);
    return { versions: [first.version, second.version], families: [first.family, second.family] };
  } finally {
    home.close();
  }
}

/** Subscribers who differ in what the models look at. */
function subscribers(): Record<string, string | number>[] {
  const plans = ['Basic', 'Standard', 'Premium'];
  return Array.from({ length: 24 }, (_, n) => ({
    AccountAge: 1 + 5 * n,
    MonthlyCharges: 5 + (n % 12),
    SubscriptionType: plans[n % 3] ?? 'Basic',
    SupportTicketsPerMonth: n % 9,
    ViewingHoursPerWeek: 1 + ((7 * n) % 40),
    UserRating: 1 + (n % 5),
  }));
}

process.exitCode = await main();
