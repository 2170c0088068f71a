import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newReceipt } from '../../core/intake/new-receipt.ts';
import { HomeService } from '../../local/home/home-service.ts';
import { type Home, openHome } from '../../local/home/open-home.ts';
import { smokeOptions } from '../../scripts/smoke/options.ts';
import { finishedReceipt } from '../../scripts/smoke/receipts.ts';
import { runSmoke } from '../../scripts/smoke/run-smoke.ts';
import { featuresOf, sampleCustomers, UnusableSample } from '../../scripts/smoke/sample-customers.ts';
import { installTestModel, promoteFirst } from '../support/seed-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const key = (letter: string): string => letter.repeat(24);
const [all, crm, scorer] = [key('a'), key('c'), key('s')];
const keys = [
  `all:${all}`,
  `crm:${crm}:scores:write+customers:read+outcomes:write+drops:write`,
  `scorer:${scorer}:scores:write+customers:read+customers:erase`,
].join(' ');
const version = '20261101T000000Z-0a1b2c3d';
const script = fileURLToPath(new URL('../../scripts/smoke.ts', import.meta.url));

const aDrop = { fileName: 'a.csv', receivedAt: '2026-11-22T10:00:00Z', sizeBytes: 1, sha256: null, profile: 'p' };

let folder: string;
let home: Home;
let service: HomeService;
let customers: string;
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  folder = temporaryFolder();
  home = await openHome(join(folder, 'home'), { create: true });
  await installTestModel(home, version);
  service = await HomeService.listen(home, {
    host: '127.0.0.1',
    port: 0,
    accessEnv: { MAINSTAY_API_KEYS: keys },
    training: { budgetSeconds: 1, families: ['logistic-regression'], seed: 1 },
    reporter: { show: () => undefined, say: () => undefined },
    onDrop: () => undefined,
    onInboxFailure: () => undefined,
  });
  await service.takeIn();
  customers = join(folder, 'customers.csv');
  const rows = [
    'real-1;6;20.5;basic;2026-01-01;2026-11-01;1',
    'real-2;1;9.99;premium;2025-05-01;2026-11-01;1',
    'real-3;;12;standard;2026-03-01;2026-11-01;1',
    'real-4;2;30;basic;2024-12-31;2026-11-01;1',
    'real-5;2;30;basic;2024-12-31;2026-11-01;1',
  ];
  writeFileSync(customers, ['id;tickets;fee;plan;joined;seen;unused', ...rows, ''].join('\n'));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  await service.close();
  home.close();
});

/** Runs against the home, with what it said line by line. */
async function smoke(args: readonly string[], env: Record<string, string> = {}) {
  const given = ['--endpoint', service.server.url, '--customers', customers, '--id-column', 'id', ...args];
  const options = smokeOptions(given, env);
  if (!options) throw new Error('this asked for help');
  const lines: string[] = [];
  const failed = await runSmoke(options, (line) => lines.push(line), new Date('2026-11-22T10:00:00Z'));
  const failure = lines.find((line) => line.startsWith('FAIL'));
  return { failed, lines, failure, last: lines.at(-1) ?? '' };
}

async function held(): Promise<string[]> {
  const { items } = await home.records.customers.list({ segments: {}, sort: 'valueAtRisk', limit: 100 });
  return items.map(({ customerId }) => customerId);
}

/** A token endpoint that gives a key of the home for the right client. */
async function tokenServer(token: string): Promise<string> {
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const wanted = `Basic ${Buffer.from('crm-id:s%2Fcret').toString('base64')}`;
    const right = request.headers.authorization === wanted && form.get('grant_type') === 'client_credentials';
    response.writeHead(right ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(right ? { access_token: token, token_type: 'Bearer' } : { error: 'invalid_client' }));
  }
  await once(server, 'listening');
  cleanups.push(() => server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/oauth2/token`;
}

describe('a home that works', () => {
  beforeEach(() => promoteFirst(home, version));

  it('passes every step, one line each with its time, and is left without a customer of the run', async () => {
    const { failed, failure, lines } = await smoke(['--api-key', all]);
    expect([failed, failure]).toEqual([undefined, undefined]);
    expect([failed, lines.slice(0, -1).map((line) => /^ok {3}(.*?) {2,}\d+ ms {2}\S/.exec(line)?.[1])]).toEqual([
      undefined,
      [
        'health',
        'ready',
        'openapi',
        'score',
        'score again',
        'customer',
        'list',
        'what if',
        'drop',
        'receipt',
        'customers of the file',
        'upload address',
        'upload',
        'receipt of the upload',
        'erase',
        'gone',
      ],
    ]);
    expect(lines.filter((line) => line.endsWith('4 in = 3 accepted + 1 quarantined'))).toHaveLength(2);
    expect(await held()).toEqual([]);
  });

  it('gives a token for client credentials, with which all goes well', async () => {
    const url = await tokenServer(all);
    const args = ['--token-url', url, '--client-id', 'crm-id'];
    const { failed, lines } = await smoke(args, { MAINSTAY_CLIENT_SECRET: 's/cret' });
    expect([failed, lines[0]]).toEqual([undefined, expect.stringMatching(/^ok {3}token .* for crm-id$/)]);
    const refused = await smoke(args, { MAINSTAY_CLIENT_SECRET: 'wrong' });
    expect([refused.failed, refused.failure]).toEqual(['token', expect.stringContaining('invalid_client')]);
  });

  it('turns a wrong key away, and the step is named with what was answered', async () => {
    const { failed, failure } = await smoke(['--api-key', key('x')]);
    expect([failed, failure]).toEqual(['score', expect.stringMatching(/^FAIL score .*answered 401 instead of 200/)]);
  });

  it('a client that may not erase fails there, unless told to keep or given a token that may', async () => {
    const refused = await smoke(['--api-key', crm]);
    expect(refused.failed).toBe('erase');
    expect(refused.last).toMatch(/^May be left there: SMOKE-20261122T100000Z-\w+-1, /);
    expect(await held()).toHaveLength(4);

    const kept = await smoke(['--api-key', crm, '--keep']);
    expect([kept.failed, kept.last]).toEqual([undefined, expect.stringMatching(/^Not erased, as asked: SMOKE-/)]);
    expect(await held()).toHaveLength(8);

    const erased = await smoke(['--api-key', crm], { MAINSTAY_ERASE_TOKEN: all });
    expect(erased.failed).toBeUndefined();
    expect(await held()).toHaveLength(8);
  });

  it('takes away what it brought where a step in the middle fails', async () => {
    const { failed, last } = await smoke(['--api-key', scorer]); // may not hand in files
    expect([failed, last]).toEqual(['drop', expect.stringMatching(/^FAIL drop .*403/)]);
    expect(await held()).toEqual([]);
  });

  it('calls nothing where the file of customers cannot be used', async () => {
    await expect(smoke(['--api-key', all, '--id-column', 'nr'])).rejects.toThrow(UnusableSample);
    writeFileSync(customers, 'id;tickets\na;1\n');
    await expect(smoke(['--api-key', all])).rejects.toThrow('4 customers are needed, the file has 1');
  });

  it('the command ends with 0', async () => {
    const args = [script, '--endpoint', service.server.url, '--customers', customers, '--id-column', 'id'];
    const env = { ...process.env, NODE_OPTIONS: '', MAINSTAY_API_KEY: all };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    expect(stdout).toContain('All 16 steps went well');
  });
});

describe('a home that does not', () => {
  it('such as one without a champion is found out at the step "ready"', async () => {
    const { failed, last } = await smoke(['--api-key', all]);
    expect([failed, last]).toEqual(['ready', expect.stringContaining('503')]);
  });

  it('such as one that is not there ends the command with 1', async () => {
    const command = promisify(execFile)(process.execPath, [script, '--endpoint', 'http://127.0.0.1:9'], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    await expect(command).rejects.toMatchObject({ code: 1, stderr: 'The step "health" failed.\n' });
  });
});

describe('the receipt of a file that was sent to its address', () => {
  const done = { ...newReceipt({ ...aDrop, dropId: 'drop-1' }), state: 'done' as const };

  it('is waited for, from before it is there until the file is done', async () => {
    const answers = [undefined, newReceipt({ ...aDrop, dropId: 'drop-1' }), done];
    expect(await finishedReceipt(async () => answers.shift(), 60_000)).toBe(done);
    expect(answers).toEqual([]);
  });

  it('is not waited for without end', async () => {
    await expect(finishedReceipt(async () => undefined, 0)).rejects.toThrow('the file has no receipt after 0 s');
  });
});

it('reads values of a file as the API wants them: numbers as numbers, also with a decimal comma, nothing as null', async () => {
  writeFileSync(customers, `id;fee;joined;code;note\n${'x;9,50;2026-01-01;007;\n'.repeat(4)}`);
  const sample = await sampleCustomers(customers, 'id', 'S-');
  expect(featuresOf(sample, 2)).toEqual({ fee: 9.5, joined: '2026-01-01', code: '007', note: null });
  expect(sample.rows.map(({ customerId }) => customerId)).toEqual(['S-1', 'S-2', 'S-3', 'S-4']);
});

describe('the command line', () => {
  it.each([
    [[], '--endpoint is missing'],
    [['--endpoint', 'http://mainstay.example.com'], 'must be an https:// address'],
    [['--endpoint', 'https://a.example', '--token-url', 'https://b.example'], 'belong together'],
    [
      ['--endpoint', 'https://a.example', '--token-url', 'https://b.example', '--client-id', 'x'],
      'MAINSTAY_CLIENT_SECRET',
    ],
    [['--endpoint', 'https://a.example', '--wait', '0'], '--wait must be a number of seconds'],
    [['--endpont', 'https://a.example'], '--endpont'],
  ])('refuses %j: %s', (args, words) => {
    expect(() => smokeOptions(args, {})).toThrow(words);
  });

  it('ends with 2 where it is wrong', async () => {
    const command = promisify(execFile)(process.execPath, [script], { env: { ...process.env, NODE_OPTIONS: '' } });
    await expect(command).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Usage: npm run smoke:aws'),
    });
  });
});
