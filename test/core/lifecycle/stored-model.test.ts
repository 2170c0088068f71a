import { describe, expect, it } from '@jest/globals';
import {
  bundleProfileFile,
  loadStoredModel,
  loadVerifiedEngine,
  modelKey,
} from '../../../core/lifecycle/stored-model.ts';
import { columnMapOf } from '../../../core/scoring/column-map.ts';
import { openSealed, reasonsImageFile, sealReasons } from '../../../core/scoring/kernel/reasons/kept-image.ts';
import { headScale } from '../../../core/scoring/kernel/reasons/layout.ts';
import { engineFiles } from '../../../core/scoring/load-bundle.ts';
import { testBundle } from '../../support/bundle.ts';
import { testProfile } from '../../support/profile.ts';
import { withCode } from '../../support/with-code.ts';

const version = '20261101T000000Z-0a1b2c3d';
const files = new Map([
  ...testBundle().files,
  [bundleProfileFile, new TextEncoder().encode(JSON.stringify(testProfile))] as const,
]);

/** A store that answers nothing before it was asked for so many files. */
function storeAwaiting(wanted: number, failing?: string) {
  const asked: string[] = [];
  const all = Promise.withResolvers<void>();
  return {
    asked,
    read: async (key: string) => {
      asked.push(key);
      if (asked.length === wanted) all.resolve();
      await all.promise;
      if (key === failing) throw new Error('the store is away');
      const bytes = files.get(key.slice(modelKey(version, '').length));
      return (
        bytes &&
        (async function* () {
          yield bytes;
        })()
      );
    },
  };
}

const wanted = engineFiles.length + 1;

describe('loadVerifiedEngine', () => {
  it('makes an image for reasons again that was sealed with wrong figures in it', async () => {
    const { files: own } = testBundle({ ensemble: 'sum' });
    const all = new Map([...own, [bundleProfileFile, files.get(bundleProfileFile)!]]);
    const load = () => loadVerifiedEngine(async (name) => all.get(name));
    const first = await load();
    const sealed = first.bundle.reasonsImage!.giveBuilt()!;
    const { encoder, ensemble } = first.bundle.model;
    if (ensemble.kind !== 'trees') throw new Error('a model of trees was asked for');
    const origin = { source: ensemble.sha256, scale: 1, columns: columnMapOf(encoder) };
    const image = Uint8Array.from(openSealed(sealed, origin)!);
    new DataView(image.buffer).setFloat64(headScale, 2, true);
    all.set(reasonsImageFile, sealReasons(image, origin));
    const second = await load();
    expect(second.explain([{}])).toEqual(first.explain([{}]));
    expect(second.bundle.reasonsImage!.giveBuilt()).toEqual(sealed);
    all.set(reasonsImageFile, sealed);
    expect((await load()).bundle.reasonsImage!.giveBuilt()).toBeUndefined();
  });
});

describe('loadStoredModel', () => {
  it('asks for all files at once and for no others, and verifies what it gets', async () => {
    const store = storeAwaiting(wanted);
    const engine = await loadStoredModel(store, version, 'Roll back.');
    expect(engine.profile.name).toBe(testProfile.name);
    expect(store.asked.toSorted()).toEqual(
      [bundleProfileFile, ...engineFiles].map((file) => modelKey(version, file)).toSorted(),
    );
  });

  it.each([bundleProfileFile, ...engineFiles])('hands on the failure of the store at %s', async (file) => {
    const store = storeAwaiting(wanted, modelKey(version, file));
    await expect(loadStoredModel(store, version, 'Roll back.')).rejects.toThrow('the store is away');
  });

  it('names the model and the remedy where nothing is there', async () => {
    const load = loadStoredModel({ read: async () => undefined }, version, 'Roll back.');
    await expect(load).rejects.toEqual(withCode('invalid-bundle'));
    await expect(load).rejects.toThrow(`Model ${version} cannot be used: profile.json is missing. Roll back.`);
  });
});
