import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readNamedProfile } from '../../../local/home/profile-in-use.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('takes a profile that ships by its name, even where a folder has the same; a file of that name goes before it', async () => {
  const before = process.cwd();
  const folder = temporaryFolder();
  try {
    process.chdir(folder);
    mkdirSync('telco');
    expect((await readNamedProfile('telco')).name).toBe('telco');
    copyFileSync(join(before, 'data/profiles/telco.json'), 'streaming');
    expect((await readNamedProfile('streaming')).name).toBe('telco');
  } finally {
    process.chdir(before);
  }
});
