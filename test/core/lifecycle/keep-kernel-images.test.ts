import { describe, expect, it } from '@jest/globals';
import { keepKernelImages } from '../../../core/lifecycle/keep-kernel-images.ts';
import { createEngine } from '../../../core/scoring/engine.ts';
import { loadBundle } from '../../../core/scoring/load-bundle.ts';
import { readerOf, testBundle } from '../../support/bundle.ts';
import { testProfile } from '../../support/profile.ts';

/** Loads the model of these files as version v1, explains a row, and keeps what had to be built. @returns keys that were written */
async function start(files: Map<string, Uint8Array>): Promise<string[]> {
  const written: string[] = [];
  const engine = createEngine({ profile: testProfile, bundle: await loadBundle(readerOf(files)) });
  const put = async (key: string, content: unknown): Promise<boolean> => {
    written.push(key);
    if (content instanceof Uint8Array) files.set(key.replace('models/v1/', ''), content);
    return true;
  };
  engine.explain([{}]);
  await keepKernelImages({ put }, 'v1', engine);
  return written;
}

describe('keepKernelImages', () => {
  it.each(['sum', 'mean'] as const)('keeps the images that had to be built, once (%s)', async (ensemble) => {
    const { files } = testBundle({ ensemble });
    expect(await start(files)).toEqual(['models/v1/kernel.bin', 'models/v1/reasons.bin']);
    expect(await start(files)).toEqual([]);
    for (const name of ['kernel.bin', 'reasons.bin']) {
      files.get(name)!.fill(0, 500, 600);
      expect(await start(files)).toEqual([`models/v1/${name}`]);
    }
    expect(await start(files)).toEqual([]);
  });

  it('has nothing to keep of a linear model', async () => {
    expect(await start(testBundle({ ensemble: 'linear' }).files)).toEqual([]);
  });
});
