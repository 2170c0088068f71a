import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Receipt } from '../../../core/intake/receipt.ts';
import { RunRecord } from '../../../core/lifecycle/registry.ts';
import { parquetNote } from '../../../core/parquet/is-parquet.ts';
import { parquetOfCsv } from '../../support/parquet-of-csv.ts';
import { gymMembers } from '../support/gym-members.ts';
import { mainstay, type Running, startMainstay, temporaryFolder } from '../support/mainstay.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const file = (name: string): string => join(folder.path, name);
const running: Running[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(file('history.csv'), gymMembers({ members: 1_200, labelled: true }));
  const options = ['--families', 'logistic-regression', '--trials', '1', '--budget', '5'];
  const { code } = await mainstay(['train', file('history.csv'), '--home', file('home'), '--json', ...options]);
  expect(code).toBe(0);
}, 120_000);

afterEach(async () => {
  for (const service of running.splice(0)) {
    service.process.kill('SIGKILL');
    await service.ended;
  }
});

afterAll(() => folder.clear());

async function served(home: string): Promise<{ service: Running; url: string }> {
  const service = startMainstay(['start', '--home', home, '--port', '0', '--budget', '1']);
  running.push(service);
  const [, url] = await service.until(/Mainstay is ready at (http:\S+)/);
  return { service, url: url ?? '' };
}

async function copyOfHome(name: string): Promise<string> {
  await cp(file('home'), file(name), { recursive: true });
  return file(name);
}

const Runs = z.object({ items: z.array(RunRecord) });
const Receipts = z.object({ items: z.array(Receipt) });
type Shown = z.infer<typeof Receipt>;

async function ask<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await (await fetch(url)).json());
}

/** Receipts of the drops of a home that are over, once there are as many. */
async function finished(url: string, names: readonly string[], timeoutMs = 60_000): Promise<Map<string, Shown>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const { items } = await ask(`${url}/v1/drops?limit=100`, Receipts);
    const over = items.filter(
      ({ state, fileName }) => (state === 'done' || state === 'failed') && names.includes(fileName),
    );
    if (over.length >= names.length) return new Map(over.map((receipt) => [receipt.fileName, receipt]));
    if (Date.now() > deadline) throw new Error(`not over: ${JSON.stringify(items, null, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('a served home', () => {
  it('takes in what is put into its inbox, each file with a receipt', async () => {
    const home = await copyOfHome('inbox-home');
    const inbox = join(home, 'inbox');
    await mkdir(inbox);
    const rows = gymMembers({ members: 400, labelled: false, seed: 5 }).trimEnd().split('\n');
    rows[7] = 'GYM-Z;many;1;Classic;20.00';
    await writeFile(join(inbox, 'before.csv'), rows.join('\n')); // was there before the start
    const { url } = await served(home);
    await writeFile(join(inbox, 'later.csv.gz'), gzipSync(gymMembers({ members: 100, labelled: false, seed: 6 })));
    const columns = parquetOfCsv(gymMembers({ members: 120, labelled: false, seed: 8 }), 50, ';');
    await writeFile(join(inbox, 'columns.parquet'), columns);
    await writeFile(join(inbox, 'junk.csv'), Buffer.from([0, 1, 2, 3, 4, 0]));
    await writeFile(join(inbox, 'still.csv.part'), 'a;b\n');
    await writeFile(join(inbox, '.hidden.csv'), 'a;b\n');
    await symlink(file('history.csv'), join(inbox, 'link.csv'));
    const receipts = await finished(url, ['before.csv', 'later.csv.gz', 'columns.parquet', 'junk.csv']);
    expect(receipts.get('before.csv')).toMatchObject({
      kind: 'scoring',
      state: 'done',
      rowsAccepted: 399,
      rowsQuarantined: 1,
    });
    expect(receipts.get('later.csv.gz')).toMatchObject({ kind: 'scoring', state: 'done', rowsAccepted: 100 });
    const { warnings, ...columnsDone } = receipts.get('columns.parquet') ?? {};
    expect(columnsDone).toMatchObject({ kind: 'scoring', state: 'done', rowsAccepted: 120 });
    expect(warnings).toContain(parquetNote);
    expect(receipts.get('junk.csv')).toMatchObject({ state: 'failed', failure: { code: 'unreadable-file' } });
    expect((await readdir(inbox)).toSorted()).toEqual(['.hidden.csv', 'link.csv', 'still.csv.part']);
    const output = await readFile(join(home, 'files', receipts.get('before.csv')?.outputFile ?? ''), 'utf8');
    expect(output.trimEnd().split('\n')).toHaveLength(400);
    const customer = await fetch(`${url}/v1/customers/GYM-10001`);
    expect(customer.status).toBe(200);
    expect(existsSync(join(home, 'files', 'drops', receipts.get('junk.csv')?.dropId ?? '', 'original'))).toBe(true);
  }, 90_000);

  it('trains on a labelled file while it goes on answering', async () => {
    const home = await copyOfHome('training-home');
    const { url } = await served(home);
    await writeFile(file('new.csv'), gymMembers({ members: 1_500, labelled: true, seed: 9 }));
    await rename(file('new.csv'), join(home, 'inbox', 'new.csv'));
    let slowestMs = 0;
    const measure = async (): Promise<void> => {
      const beganMs = performance.now();
      await fetch(`${url}/readyz`);
      slowestMs = Math.max(slowestMs, performance.now() - beganMs);
    };
    const asking = setInterval(() => void measure(), 50);
    const beganMs = performance.now();
    const receipts = await finished(url, ['new.csv'], 100_000);
    const tookMs = performance.now() - beganMs;
    clearInterval(asking);
    expect(receipts.get('new.csv')).toMatchObject({ kind: 'training', state: 'done', rowsAccepted: 1_500 });
    const { models } = await ask(`${url}/v1/models`, z.object({ models: z.array(z.unknown()) }));
    expect(models).toHaveLength(2);
    expect(slowestMs).toBeLessThan(tookMs / 2); // without giving way it would be the whole training
  }, 120_000);

  it('is served by one process only, until that one ends, however it does', async () => {
    const home = await copyOfHome('locked-home');
    const { service, url } = await served(home);
    const second = await mainstay(['start', '--home', home, '--port', '0', '--json']);
    expect(second.code).toBe(1);
    expect(second.json().error.code).toBe('home-in-use');
    expect(second.json().error.detail).toContain(`Process ${service.process.pid}`);
    expect(second.json().error.detail).toContain(url);
    service.process.kill('SIGKILL');
    await service.ended;
    const { service: next } = await served(home);
    next.process.kill('SIGTERM');
    expect((await next.ended).code).toBe(0);
    expect(next.said()).toContain('Stopped.');
  }, 60_000);

  it('goes on after kill -9 with the drop it was working on, and counts nobody twice', async () => {
    const home = await copyOfHome('killed-home');
    const { service, url: first } = await served(home);
    await writeFile(join(home, 'inbox', 'many.csv'), gymMembers({ members: 40_000, labelled: false, seed: 7 }));
    const deadline = Date.now() + 60_000;
    for (;;) {
      const { items } = await ask(`${first}/v1/runs`, Runs);
      if (items[0]?.steps.some(({ name, state }) => name === 'ScoreShard' && state === 'done')) break;
      if (Date.now() > deadline) throw new Error(JSON.stringify(items));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    service.process.kill('SIGKILL');
    await service.ended;
    const { url } = await served(home);
    const receipts = await finished(url, ['many.csv']);
    const receipt = receipts.get('many.csv');
    expect(receipt).toMatchObject({
      state: 'done',
      rowsAccepted: 40_000,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const scores = await readFile(join(home, 'files', receipt?.outputFile ?? ''), 'utf8');
    const ids = scores.trimEnd().split('\n').slice(1);
    expect([ids.length, new Set(ids.map((line) => line.split(',', 1)[0])).size]).toEqual([40_000, 40_000]);
    for (const id of ['GYM-10001', 'GYM-30000', 'GYM-50000']) {
      const customer = (await mainstay(['explain', id, '--home', home, '--json'])).json();
      expect(customer.history).toHaveLength(1);
    }
    const { items } = await ask(`${url}/v1/drops?limit=100`, Receipts);
    expect(items.filter(({ fileName }) => fileName === 'many.csv')).toHaveLength(1);
    const { runs } = (await mainstay(['runs', '--home', home, '--json'])).json();
    const ofDrop = Runs.parse({ items: runs }).items.filter(({ dropId }) => dropId === receipt?.dropId);
    expect(ofDrop.map(({ kind, state }) => [kind, state])).toEqual([
      ['batch', 'done'],
      ['batch', 'interrupted'],
    ]);
    expect(ofDrop[1]?.steps.map(({ state }) => state)).not.toContain('running');
    const shown = await mainstay(['runs', ofDrop[0]?.runId ?? '', '--home', home]);
    expect(shown.stdout).toMatch(/ScoreShard 4 +done/);
    expect((await mainstay(['runs', '--home', home])).stdout).toMatch(/scoring +done .*ScoreShard ×4/);
  }, 120_000);

  it('says what is wrong with an address', async () => {
    const home = await copyOfHome('address-home');
    const { url } = await served(home);
    const taken = await mainstay(['start', '--home', file('home'), '--port', new URL(url).port, '--json']);
    expect(taken).toMatchObject({ code: 1 });
    expect(taken.json().error.code).toBe('address-in-use');
    const open = await mainstay(['start', '--home', file('home'), '--host', '0.0.0.0', '--json']);
    expect(open.json().error).toMatchObject({
      code: 'invalid-request',
      detail: expect.stringContaining('MAINSTAY_API_KEYS'),
    });
  }, 60_000);
});
