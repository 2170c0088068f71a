import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLineage } from '../../../core/lifecycle/lineage.ts';
import { modelKey, readObject } from '../../../core/lifecycle/stored-model.ts';
import { openHome } from '../../../local/home/open-home.ts';
import { gymMembers } from '../support/gym-members.ts';
import { mainstay, temporaryFolder } from '../support/mainstay.ts';

/* `train --like` after a training whose trials a time budget has counted, as a person does it. */

const bundle = ['model.json', 'metrics.json', 'golden.json', 'baseline.json', 'exploration.json', 'profile.json'];
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let first: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'history.csv'), gymMembers({ members: 1_200, labelled: true }));
  const searched = ['--families', 'logistic-regression,decision-tree', '--budget', '2'];
  const args = ['train', join(folder.path, 'history.csv'), '--home', join(folder.path, 'home'), '--json', ...searched];
  const { code, json } = await mainstay(args);
  expect(code).toBe(0);
  first = json().model.version;
  await cp(join(folder.path, 'home'), join(folder.path, 'elsewhere'), { recursive: true });
}, 120_000);
afterAll(() => folder.clear());

async function filesOf(home: string, version: string): Promise<Map<string, string>> {
  const opened = await openHome(home, { create: false });
  try {
    const files = new Map<string, string>();
    for (const key of await opened.objects.list(modelKey(version, ''))) {
      const name = key.slice(modelKey(version, '').length);
      const isOfBundle = bundle.includes(name) || name.startsWith('native/') || name === 'trees.bin';
      if (isOfBundle) files.set(name, Buffer.from((await readObject(opened.objects, key)) ?? []).toString('base64'));
    }
    return files;
  } finally {
    opened.close();
  }
}

describe('train --like', () => {
  it.each(['home', 'elsewhere'])(
    'makes the same model and the same figures, byte for byte (%s), however long the trials take now',
    async (name) => {
      const home = join(folder.path, name);
      const { code, json } = await mainstay(['train', '--like', first, '--home', home, '--json']);
      expect(code).toBe(0);
      const { version } = json().model;
      expect(version).not.toBe(first);
      const [before, after] = [await filesOf(home, first), await filesOf(home, version)];
      expect([...after.keys()]).toEqual([...before.keys()]);
      expect([...before.keys()]).toEqual(expect.arrayContaining(bundle));
      for (const [file, content] of before) expect([file, after.get(file) === content]).toEqual([file, true]);
      const opened = await openHome(home, { create: false });
      const [one, two] = [await readLineage(opened.objects, first), await readLineage(opened.objects, version)];
      opened.close();
      expect([two?.parts, two?.profile, two?.seed]).toEqual([one?.parts, one?.profile, one?.seed]);
      expect([one?.settings.budgetSeconds, two?.settings.budgetSeconds]).toEqual([2, null]);
    },
    120_000,
  );
});
