import { existsSync, statSync } from 'node:fs';
import { cp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gymMembers } from '../support/gym-members.ts';
import { mainstay, type Running, startMainstay, temporaryFolder } from '../support/mainstay.ts';

/* What is left when a process ends in the middle of its work: by Ctrl-C, or by kill -9. */

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const file = (name: string): string => join(folder.path, name);
const quick = ['--families', 'logistic-regression', '--trials', '1', '--budget', '5'];
/** Takes far longer than any test waits. */
const slow = ['--families', 'random-forest', '--trials', '5000', '--budget', '3000'];

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(file('history.csv'), gymMembers({ members: 1_200, labelled: true }));
  await writeFile(file('many.csv'), gymMembers({ members: 120_000, labelled: false, seed: 2 }));
  const { code } = await mainstay(['train', file('history.csv'), '--home', file('home'), '--json', ...quick]);
  expect(code).toBe(0);
}, 120_000);

afterAll(() => folder.clear());

async function copyOfHome(name: string): Promise<string> {
  await cp(file('home'), file(name), { recursive: true });
  return file(name);
}

/** Process ids of training steps that work in a folder. */
async function trainersIn(home: string): Promise<string[]> {
  const { stdout } = await run('ps', ['axeww', '-o', 'pid,args']); // with its variables: one of them names the folder
  return stdout.split('\n').filter((line) => line.includes('with_parent.py') && line.includes(`_DIR=${home}/`));
}

async function run(program: string, args: readonly string[]): Promise<{ stdout: string }> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    execFile(program, args, (error, stdout) => (error ? reject(error) : resolve({ stdout })));
  });
}

async function training(home: string): Promise<Running> {
  const running = startMainstay(['train', file('history.csv'), '--home', home, ...slow]);
  await running.until(/train random-forest/);
  while ((await trainersIn(home)).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  return running;
}

async function untilNoTrainer(home: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  while ((await trainersIn(home)).length > 0) {
    if (Date.now() > deadline) throw new Error(`still there: ${(await trainersIn(home)).join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('a training run', () => {
  it('that is stopped by Ctrl-C ends everything it started and leaves nothing half-done', async () => {
    const home = await copyOfHome('interrupted');
    const running = await training(home);
    running.process.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Nothing half-done was kept');
    await untilNoTrainer(home);
    expect(await readdir(join(home, 'work'))).toEqual([]);
    const { runs } = (await mainstay(['runs', '--home', home, '--json'])).json();
    expect(runs[0]).toMatchObject({ state: 'interrupted', modelVersion: null });
    expect((await mainstay(['models', '--home', home, '--json'])).json().models).toHaveLength(1);
  }, 60_000);

  it('that is killed takes its Python along; the next one clears up and trains', async () => {
    const home = await copyOfHome('killed');
    const running = await training(home);
    const refused = await mainstay(['train', file('history.csv'), '--home', home, '--json', ...quick]);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.json().error).toMatchObject({
      code: 'training-in-progress',
      detail: expect.stringContaining(`Process ${running.process.pid}`),
    });
    running.process.kill('SIGKILL');
    await running.ended;
    await untilNoTrainer(home);
    expect(await readdir(join(home, 'work'))).toHaveLength(1);
    const { code, json } = await mainstay(['train', file('history.csv'), '--home', home, '--json', ...quick]);
    expect(code).toBe(0);
    expect(json().model.version).toBeDefined();
    expect(await readdir(join(home, 'work'))).toEqual([]);
    const { runs } = (await mainstay(['runs', '--home', home, '--json'])).json();
    expect(runs.map(({ state }: { state: string }) => state)).toEqual(['done', 'interrupted', 'done']);
    const { drops } = (await mainstay(['drops', '--home', home, '--json'])).json();
    expect(
      drops.map(({ state, failure }: { state: string; failure: { code: string } | null }) => failure?.code ?? state),
    ).toEqual(expect.arrayContaining(['done', 'interrupted']));
    expect(drops.filter(({ state }: { state: string }) => state === 'working' || state === 'received')).toEqual([]);
  }, 120_000);
});

describe('scoring a file', () => {
  it('that is killed goes on under the same receipt, and no customer is counted twice', async () => {
    const home = await copyOfHome('scoring');
    const out = file('killed.csv');
    const first = startMainstay(['score', file('many.csv'), '--home', home, '--out', out]);
    await untilBegun(out, first);
    first.process.kill('SIGKILL');
    await first.ended;
    expect(existsSync(out)).toBe(false);
    const begun = (await mainstay(['drops', '--home', home, '--json'])).json().drops[0];
    const again = await mainstay(['score', file('many.csv'), '--home', home, '--out', out, '--json']);
    expect(again.code).toBe(0);
    expect(again.json().receipt).toMatchObject({ dropId: begun.dropId, state: 'done', rowsAccepted: 120_000 });
    const customer = (await mainstay(['explain', 'GYM-10001', '--home', home, '--json'])).json();
    expect(customer.history).toHaveLength(1);
    expect(existsSync(`${out}.part`)).toBe(false);
    expect(await readdir(join(home, 'work'))).toEqual([]);
  }, 120_000);

  it('that is stopped by Ctrl-C leaves no half-written file', async () => {
    const home = await copyOfHome('stopped');
    const out = file('stopped.csv');
    const running = startMainstay(['score', file('many.csv'), '--home', home, '--out', out]);
    await untilBegun(out, running);
    running.process.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect([existsSync(out), existsSync(`${out}.part`)]).toEqual([false, false]);
    const [drop] = (await mainstay(['drops', '--home', home, '--json'])).json().drops;
    expect(drop).toMatchObject({ state: 'failed', failure: { code: 'interrupted' } });
  }, 60_000);
});

/** Waits until a score file has its first lines. */
async function untilBegun(out: string, running: Running): Promise<void> {
  while ((statSync(`${out}.part`, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    if (running.process.exitCode !== null) throw new Error(`over before it could be stopped: ${running.said()}`);
    await setImmediate();
  }
}
