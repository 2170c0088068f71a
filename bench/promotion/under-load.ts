import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { readCustomers } from '../../api/read-customers.ts';
import type { RawFeatures } from '../../api/schemas/scores.ts';
import { homePaths } from '../../local/home/home-paths.ts';
import { openHome } from '../../local/home/open-home.ts';

const commandLine = fileURLToPath(new URL('../../local/cli/main.ts', import.meta.url));
const Holder = z.object({ url: z.string() });
const Answer = z.object({
  model: z.object({ version: z.string() }),
  scores: z.array(z.object({ customerId: z.string(), probability: z.number() })),
});

export interface LoadOptions {
  /** Folder of a home with a champion and at least one other model; nobody serves it. */
  readonly home: string;
  /** The two models between which the pointer moves. */
  readonly versions: readonly [string, string];
  /** Features of customers who are scored, one by one and in threes, in turn. */
  readonly customers: readonly RawFeatures[];
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** Every other one by the command line of a process of its own, the rest by the API. */
  readonly moves: number;
}

/** One answer. */
interface Answered {
  /** When it was sent, ms since the load began. */
  readonly sentMs: number;
  readonly tookMs: number;
  readonly version: string | undefined;
  /** What was wrong with it; undefined if nothing was. */
  readonly fault: string | undefined;
}

export interface Move {
  readonly by: 'API' | 'command line';
  readonly version: string;
  /** Begin and end, ms since the load began. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** When the first answer of the new model was sent for, ms after the end of the move; negative: before it. */
  followedMs: number | undefined;
}

export interface LoadResult {
  readonly answers: readonly Answered[];
  readonly moves: readonly Move[];
  readonly faults: readonly string[];
}

/**
 * Starts the server as a process of its own, sends requests at a steady rate whether or not earlier ones are answered, and
 * moves the champion pointer meanwhile. Every answer is held against what the model that it names says of these customers.
 */
export async function promoteUnderLoad(options: LoadOptions): Promise<LoadResult> {
  const expected = await probabilitiesOf(options);
  const server = spawn(process.execPath, [commandLine, 'start', '--home', options.home, '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (text) => {
    said += String(text);
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  try {
    const url = await servedAt(options.home, server, () => said);
    const answers: Promise<Answered>[] = [];
    const begin = performance.now();
    const moving = moveAround(options, url, begin);
    const moved = { all: false };
    const end = (): void => {
      moved.all = true;
    };
    void moving.then(end, end);
    for (let sent = 0; performance.now() - begin < options.seconds * 1000 || !moved.all; sent += 1) {
      const due = begin + (sent * 1000) / options.requestsPerSecond;
      await sleepUntil(due);
      answers.push(ask(url, agent, options, expected, sent, begin));
    }
    const all = await Promise.all(answers);
    return finish(all, await moving);
  } finally {
    agent.destroy();
    server.kill('SIGTERM');
    if (server.exitCode === null) await new Promise((resolve) => server.once('exit', resolve));
  }
}

/** Returns at a moment of `performance.now()`, at once where it has passed. */
async function sleepUntil(dueMs: number): Promise<void> {
  const leftMs = dueMs - performance.now();
  if (leftMs > 0) await sleep(leftMs);
}

/** What each model says of each customer. */
async function probabilitiesOf({ home: folder, versions, customers }: LoadOptions): Promise<Map<string, number[]>> {
  const home = await openHome(folder, { create: false });
  try {
    const expected = new Map<string, number[]>();
    for (const version of versions) {
      const model = await home.loadModel(version);
      const sent = customers.map((features, at) => ({ customerId: `load-${at}`, features }));
      const scores = await model.score(readCustomers(model.profile, sent, home.clock.now()));
      expected.set(
        version,
        scores.map(({ probability }) => probability),
      );
    }
    return expected;
  } finally {
    home.close();
  }
}

async function servedAt(home: string, server: ChildProcess, said: () => string): Promise<string> {
  const about = join(homePaths(home).locks, 'server.json');
  for (let waited = 0; waited < 60_000 && server.exitCode === null; waited += 50) {
    const holder = Holder.safeParse(JSON.parse((await readFile(about, 'utf8').catch(() => '')) || 'null'));
    if (holder.success) {
      const ready = await fetch(`${holder.data.url}/readyz`).catch(() => undefined);
      if (ready?.ok) return holder.data.url;
    }
    await sleep(50);
  }
  throw new Error(`the server did not come up: ${said()}`);
}

/** Moves the pointer there and back, spread over the time. */
async function moveAround(
  { home, versions, seconds, moves }: LoadOptions,
  url: string,
  begin: number,
): Promise<Move[]> {
  const done: Move[] = [];
  for (let number = 0; number < moves; number += 1) {
    const due = begin + ((number + 0.5) * seconds * 1000) / moves;
    await sleepUntil(due);
    const version = versions[(number + 1) % 2]!;
    const by = number % 2 === 0 ? 'API' : 'command line';
    const fromMs = performance.now() - begin;
    await (by === 'API' ? promoteByApi(url, version) : promoteByCommand(home, version));
    done.push({ by, version, fromMs, untilMs: performance.now() - begin, followedMs: undefined });
  }
  return done;
}

async function promoteByApi(url: string, version: string): Promise<void> {
  const response = await fetch(`${url}/v1/models/${version}/promote`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'under load' }),
  });
  if (!response.ok) throw new Error(`the API refused to promote ${version}: ${await response.text()}`);
}

async function promoteByCommand(home: string, version: string): Promise<void> {
  await promisify(execFile)(process.execPath, [
    commandLine,
    'promote',
    version,
    '--reason',
    'under load',
    '--home',
    home,
  ]);
}

/** One request, for one customer or three, and whether its answer is right. */
async function ask(
  url: string,
  agent: Agent,
  { customers }: LoadOptions,
  expected: ReadonlyMap<string, readonly number[]>,
  number: number,
  begin: number,
): Promise<Answered> {
  const asked = Array.from({ length: number % 2 === 0 ? 1 : 3 }, (_, at) => (number + at) % customers.length);
  const sentMs = performance.now() - begin;
  const answered = (version: string | undefined, fault: string | undefined): Answered => ({
    sentMs,
    tookMs: performance.now() - begin - sentMs,
    version,
    fault,
  });
  try {
    const { status, text } = await post(`${url}/v1/scores`, agent, {
      customers: asked.map((at) => ({ customerId: `load-${at}`, features: customers[at]! })),
    });
    if (status !== 200) return answered(undefined, `${status}: ${text.slice(0, 300)}`);
    const { model, scores } = Answer.parse(JSON.parse(text));
    const known = expected.get(model.version);
    const isWhole =
      known !== undefined &&
      scores.length === asked.length &&
      scores.every(
        ({ customerId, probability }, at) => customerId === `load-${asked[at]}` && probability === known[asked[at]!],
      );
    return answered(model.version, isWhole ? undefined : `not of one whole model: ${text.slice(0, 300)}`);
  } catch (error) {
    return answered(undefined, String(error));
  }
}

function post(url: string, agent: Agent, body: unknown): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

function finish(answers: readonly Answered[], moves: readonly Move[]): LoadResult {
  for (const [number, move] of moves.entries()) {
    const until = moves[number + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    const first = answers.find(
      ({ sentMs, version }) => version === move.version && sentMs > move.fromMs && sentMs < until,
    );
    move.followedMs = first && first.sentMs - move.untilMs;
  }
  return { answers, moves, faults: answers.flatMap(({ fault }) => (fault === undefined ? [] : [fault])) };
}
