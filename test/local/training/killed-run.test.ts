import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runningSha256 } from '../../../api/running-sha256.ts';
import { newReceipt } from '../../../core/intake/new-receipt.ts';
import { noteQueued } from '../../../core/intake/queued-drop.ts';
import { originalKey } from '../../../core/lifecycle/training-data/add-part.ts';
import { eraseFromParts } from '../../../core/lifecycle/training-data/erase-from-parts.ts';
import { DropQueue } from '../../../local/drops/drop-queue.ts';
import { type Home, openHome } from '../../../local/home/open-home.ts';
import { keepProfileInUse, readProfileInUse } from '../../../local/home/profile-in-use.ts';
import { recover } from '../../../local/home/recover.ts';
import { chooseProfile } from '../../../local/training/choose-profile.ts';
import { gymMembers } from '../support/gym-members.ts';
import { mainstay, temporaryFolder } from '../support/mainstay.ts';

/* A run whose process is killed in a state late in it: kill -9, from within, so that the moment is met. */

const program = fileURLToPath(new URL('../support/train-and-die.ts', import.meta.url));
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  file = join(folder.path, 'history.csv');
  await writeFile(file, gymMembers({ members: 1_200, labelled: true }));
});
afterAll(() => folder.clear());

async function killed(home: string, what: string, moment: string): Promise<void> {
  const child = spawn(process.execPath, [program, home, what, moment], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said += String(text)));
  const signal = await new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
  expect([signal, said.includes('came to its end')]).toEqual(['SIGKILL', false]);
}

async function opened<T>(path: string, use: (home: Home) => Promise<T>): Promise<T> {
  const home = await openHome(path, { create: true });
  try {
    return await use(home);
  } finally {
    home.close();
  }
}

/** A home in which a labelled file waits, as the inbox leaves it. */
async function homeWithDrop(name: string): Promise<string> {
  const path = join(folder.path, name);
  await opened(path, async (home) => {
    const { profile } = await chooseProfile(home.paths, file, undefined);
    await keepProfileInUse(home.paths, profile);
    const content = await readFile(file);
    const drop = {
      dropId: 'd1',
      objectKey: originalKey('d1'),
      fileName: 'history.csv',
      sizeBytes: content.length,
      sha256: null,
      receivedAt: '2026-11-20T10:00:00.000Z',
    };
    await home.objects.put(drop.objectKey, content);
    await noteQueued(home.objects, drop);
    await home.records.drops.put({ ...newReceipt({ ...drop, profile: profile.name }), kind: 'training' });
  });
  return path;
}

/** What the next process that serves the home does. */
async function goOn(home: Home): Promise<void> {
  await recover(home);
  const queue = new DropQueue({
    home,
    training: { families: ['logistic-regression'], budgetSeconds: 5, trials: 1, seed: 1 },
    reporter: { show: () => undefined, say: () => undefined },
    onFinished: () => undefined,
    onRecordFailure: () => undefined,
  });
  await queue.start();
  await queue.idle();
}

const foldersOf = async (home: Home, runId: string): Promise<Set<string | undefined>> =>
  new Set((await home.objects.list(`runs/${runId}/`)).map((key) => key.split('/')[2]));

describe('a training that the inbox asked for and that is killed', () => {
  it.each(['Evaluate', 'Gate', 'Promote, before', 'Promote, after', 'Report'])(
    'in %s goes on where it stood',
    async (moment) => {
      const path = await homeWithDrop(`drop-${moment}`);
      await killed(path, 'queue', moment);
      await opened(path, async (home) => {
        const begun = (await home.records.runs.list({ limit: 9 })).items;
        expect(begun).toMatchObject([{ state: 'running', dropId: 'd1' }]);
        await goOn(home);
        const runs = (await home.records.runs.list({ limit: 9 })).items;
        expect(runs).toMatchObject([
          { runId: begun[0]?.runId, state: 'done', dropId: 'd1', startedAt: begun[0]?.startedAt },
        ]);
        const [run] = runs;
        const state = moment.split(',')[0] ?? '';
        expect(run?.steps.filter(({ name }) => name === state).map((step) => step.state)).toEqual([
          'interrupted',
          'done',
        ]);
        const models = await home.records.models.list();
        expect(models).toHaveLength(1);
        expect(await home.records.models.championHistory()).toHaveLength(1);
        expect(await home.records.models.champion()).toMatchObject({ version: run?.modelVersion });
        expect((await home.records.audit.list({ limit: 9 })).items).toMatchObject([
          { action: 'promote', subject: run?.modelVersion },
        ]);
        expect(await home.records.drops.get('d1')).toMatchObject({ state: 'done', modelVersion: run?.modelVersion });
        expect(await foldersOf(home, run?.runId ?? '')).toEqual(new Set(['order.json', 'results']));
      });
    },
    60_000,
  );

  it('is begun anew where a customer was erased meanwhile', async () => {
    const path = await homeWithDrop('erased');
    await killed(path, 'queue', 'Gate');
    await opened(path, async (home) => {
      const { objects, clock } = home;
      expect(await eraseFromParts('GYM-10001', { objects, clock, newHash: runningSha256 })).toBe(1);
      await goOn(home);
      const runs = (await home.records.runs.list({ limit: 9 })).items;
      expect(runs.map(({ state }) => state)).toEqual(['done', 'interrupted']);
      expect(await home.records.models.list()).toMatchObject([{}, {}]);
      await recover(home);
      for (const { runId } of runs) {
        expect([...(await foldersOf(home, runId))]).toEqual(['order.json', 'results']);
      }
    });
  }, 60_000);
});

describe('a training of a command that is killed', () => {
  it.each(['Evaluate', 'Gate', 'Promote, after'])(
    'in %s is over, leaves no customer, and the next one trains',
    async (moment) => {
      const path = join(folder.path, `command-${moment}`);
      await killed(path, file, moment);
      const quick = ['--families', 'logistic-regression', '--trials', '1', '--budget', '5'];
      const { code, json } = await mainstay(['train', file, '--home', path, '--json', ...quick]);
      expect([code, json().error]).toEqual([0, undefined]);
      await opened(path, async (home) => {
        const runs = (await home.records.runs.list({ limit: 9 })).items;
        expect(runs.map(({ state }) => state)).toEqual(['done', 'interrupted']);
        for (const { runId } of runs) {
          expect([...(await foldersOf(home, runId))]).toEqual(['order.json', 'results']);
        }
        const [, before] = await home.records.models.list();
        const champion = moment === 'Promote, after' ? before?.version : runs[0]?.modelVersion;
        expect((await home.records.models.champion())?.version).toBe(champion);
        const drops = (await home.records.drops.list({ limit: 9 })).items;
        expect(drops.map(({ failure, state }) => failure?.code ?? state).toSorted()).toEqual(['done', 'interrupted']);
        expect(await readProfileInUse(home.paths)).toMatchObject({ name: 'history' });
      });
    },
    60_000,
  );
});
