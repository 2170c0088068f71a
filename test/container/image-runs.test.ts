import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Receipt } from '../../core/intake/receipt.ts';
import { openHome } from '../../local/home/open-home.ts';
import { findPython } from '../../local/training/find-python.ts';
import { temporaryFolder } from '../local/support/mainstay.ts';
import { aCustomer } from '../support/api-under-test.ts';
import { installTestModel, promoteFirst } from '../support/seed-model.ts';
import { customersCsv } from '../workflows/batch-run.ts';
import { argumentsOf, contextCopies, environment, execForm, stages } from './support/dockerfile.ts';
import { copyInto, copyProductionPackages } from './support/image-tree.ts';
import { below, makeReadOnly, makeWritable, saidBy, until } from './support/running.ts';

/*
 * What the image would be, without an engine: a tree with what COPY takes and what npm ci would install, nobody may write
 * to it, and the image's own command runs in it. Not seen here: the base image, apt-get, tini, and Python's packages in a
 * folder of the image (they come from the checkout's environment).
 */
const image = stages().at(-1) ?? { image: '', name: '', instructions: [] };
const [workdir = '/'] = argumentsOf('WORKDIR', image);
const [user = ''] = argumentsOf('USER', image);
// Root becomes the image's user; anyone else is no root already, and may write nothing either.
const identity = process.getuid?.() === 0 ? { uid: Number(user.split(':')[0]), gid: Number(user.split(':')[1]) } : {};
const key = 'k'.repeat(24);

const { path: folder, clear } = await temporaryFolder();
const tree = join(folder, 'root');
const app = join(tree, workdir);
const data = join(folder, 'data');
const tmp = join(folder, 'tmp');
let port = 0;
let before: string[] = [];

beforeAll(async () => {
  for (const copy of contextCopies(image)) copyInto(tree, workdir, copy);
  copyProductionPackages(app);
  const home = await openHome(data, { create: true });
  await installTestModel(home, '20261101T000000Z-0a1b2c3d');
  await promoteFirst(home, '20261101T000000Z-0a1b2c3d');
  home.close();
  mkdirSync(tmp);
  makeReadOnly(tree);
  chmodSync(folder, 0o755);
  if (identity.uid !== undefined) for (const path of [...below(data), tmp]) chownSync(path, identity.uid, identity.gid);
  port = await freePort();
  before = below(tree);
});
afterAll(async () => {
  makeWritable(tree);
  await clear();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

/** Paths of the image as they are here. */
const here = (word: string): string =>
  word === '/data'
    ? data
    : word.startsWith(`${workdir}/`)
      ? join(tree, word)
      : word === 'node'
        ? process.execPath
        : word;

const imageEnvironment = (): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(environment(image)).map(([name, value]) => [name, here(value)])),
  MAINSTAY_PYTHON: findPython(),
  MAINSTAY_API_KEYS: `crm:${key}`,
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  TMPDIR: tmp,
});

/** Hands a file in and waits until it is scored: that takes the workflow's file and what interprets it. */
async function expectDropDone(url: string, said: () => string): Promise<void> {
  const headers = { 'content-type': 'text/csv', 'x-api-key': key };
  const sent = await fetch(`${url}/v1/drops`, { method: 'POST', headers, body: customersCsv(20) });
  const dropId = Receipt.parse(await sent.json()).dropId;
  const receipt = async () => Receipt.parse(await (await fetch(`${url}/v1/drops/${dropId}`, { headers })).json());
  await until(async () => (await receipt()).finishedAt !== null, said);
  expect(await receipt()).toMatchObject({ state: 'done', rowsAccepted: 20 });
}

/** Runs the image with the given arguments in place of its own, on a free port. */
function run(args: readonly string[], env = imageEnvironment()): { child: ChildProcess; said: () => string } {
  const [program = '', ...words] = execForm('ENTRYPOINT', image).slice(2).map(here); // after "tini --"
  const child = spawn(program, [...words, ...args], { cwd: app, env, ...identity, stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, said: saidBy(child) };
}

describe('the image’s command in what the image holds', () => {
  it('serves, scores behind a key, is healthy by its own check, and ends with 0 on SIGTERM', async () => {
    const args = [...execForm('CMD', image).map(here), '--port', String(port)];
    const { child, said } = run(args);
    const ended = once(child, 'exit');
    const url = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${url}/readyz`)).status === 200, said);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/docs`)).status).toBe(200);
    expect((await score(url, {})).status).toBe(401);
    expect((await score(url, { 'x-api-key': key })).status).toBe(200);
    await expectDropDone(url, said);

    const [check = '', ...script] = execForm('HEALTHCHECK', image).map(here);
    const onPort = script.map((word) => word.replace(':8000', `:${port}`));
    await expect(promisify(execFile)(check, onPort)).resolves.toBeDefined();

    const askedMs = performance.now();
    child.kill('SIGTERM');
    const [code] = await ended;
    expect([code, said()]).toEqual([0, expect.stringContaining('Stopped.')]);
    expect(performance.now() - askedMs).toBeLessThan(10_000); // docker stop's patience
    await expect(promisify(execFile)(check, onPort)).rejects.toMatchObject({ code: 1 });
    expect(below(tree)).toEqual(before);
  });

  it('refuses to serve others without keys', async () => {
    const { MAINSTAY_API_KEYS: _, ...env } = imageEnvironment();
    const { child, said } = run([...execForm('CMD', image).map(here), '--port', String(port)], env);
    const [code] = await once(child, 'exit');
    expect([code, said()]).toEqual([1, expect.stringContaining('MAINSTAY_API_KEYS')]);
  });

  it('finds the home of the image without being told, for docker exec', async () => {
    const { child, said } = run(['models', '--json']);
    const [code] = await once(child, 'close');
    expect([code, said()]).toEqual([0, expect.stringContaining('20261101T000000Z-0a1b2c3d')]);
  });

  it('holds the training package whole', async () => {
    expect(existsSync(join(app, 'training/tests'))).toBe(false);
    const env = { ...imageEnvironment(), PYTHONPATH: join(app, 'training') };
    const { stdout } = await promisify(execFile)(findPython(), ['-m', 'mainstay_training', 'train', '--help'], { env });
    expect(stdout).toContain('--family');
  });
});

function score(url: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${url}/v1/scores`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ customers: [aCustomer()] }),
  });
}
