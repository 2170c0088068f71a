import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modelKey } from '../../core/lifecycle/stored-model.ts';
import { openHome } from '../../local/home/open-home.ts';
import { type FunctionWorld, functionWorld } from '../support/aws/function-world.ts';
import { installTestModel, promoteFirst } from '../support/seed-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, '..', '..', 'scripts', 'bring-model.ts');
const version = '20261120T101500Z-0a1b2c3d';

let world: FunctionWorld;
let folder: string;
const bring = (...options: string[]) =>
  run(
    process.execPath,
    [script, '--table', world.tableName, '--bucket', world.bucketName, '--home', folder, ...options],
    { env: { ...process.env } },
  );

beforeAll(async () => {
  world = await functionWorld();
  folder = temporaryFolder();
  const home = await openHome(folder, { create: true });
  await installTestModel(home, version);
  await promoteFirst(home, version);
  home.close();
});
afterAll(() => world.stop());

describe('bringing a model to AWS', () => {
  it('copies the champion with all its files and registers it, and promotes nothing unasked', async () => {
    expect((await bring()).stdout).toBe(`${version}\n`);
    expect(await world.records.models.get(version)).toMatchObject({ version });
    expect(await world.objects.list(modelKey(version, ''))).toEqual(
      expect.arrayContaining(['model.json', 'golden.json', 'report.html'].map((file) => modelKey(version, file))),
    );
    expect(await world.records.models.champion()).toBeUndefined();
  });

  it('may be done again, and promotes with a name to it when asked', async () => {
    await bring('--model', version, '--promote-as', 'ana@example.com');
    expect(await world.records.models.champion()).toMatchObject({ version, by: 'ana@example.com' });
    const { items } = await world.records.audit.list({ limit: 10 });
    expect(items).toEqual([expect.objectContaining({ action: 'promote', subject: version, by: 'ana@example.com' })]);
  });

  it('says what is missing, and leaves a damaged model at home', async () => {
    await expect(bring('--model', '20260101T000000Z-00000000')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No model 20260101T000000Z-00000000 is registered'),
    });
    const damaged = '20261121T101500Z-0a1b2c3d';
    const home = await openHome(folder, { create: false });
    await installTestModel(home, damaged);
    await home.objects.put(modelKey(damaged, 'trees.bin'), new Uint8Array(8));
    home.close();
    await expect(bring('--model', damaged)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('It was not copied'),
    });
    expect(await world.records.models.get(damaged)).toBeUndefined();
    await expect(run(process.execPath, [script])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Usage'),
    });
  });
});
