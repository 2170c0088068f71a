import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import * as checkFile from '../../../core/intake/check-file.ts';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** What a program of its own says, whose modules are found quickly. */
function say(program: string): string {
  const before = `import { findModulesQuickly } from './local/cli/quick-modules.mjs'; findModulesQuickly();`;
  const args = ['--input-type=module', '--eval', `${before} ${program}`];
  return spawnSync(process.execPath, args, {
    cwd: checkout,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  }).stdout;
}

describe('findModulesQuickly', () => {
  it('gives the very modules that Node finds', () => {
    const program = `console.log(Object.keys(await import('./core/intake/check-file.ts')).join());`;
    expect(say(program)).toBe(`${Object.keys(checkFile).toSorted().join()}\n`);
  });

  it('gives one and the same package to all who name it', () => {
    const program = `const { Profile } = await import('./core/profile/profile.ts');
      const { Receipt } = await import('./core/intake/receipt.ts');
      const { z } = await import('zod');
      console.log(Profile instanceof z.ZodType, Receipt instanceof z.ZodType);`;
    expect(say(program)).toBe('true true\n');
  });

  it('leaves zod its English words and no others', () => {
    const program = `const { z } = await import('zod');
      console.log(z.string().safeParse(1).error.issues[0].message, Object.keys(z.locales).length);`;
    expect(say(program)).toBe('Invalid input: expected string, received number 1\n');
  });

  it('lets Node name a module that is not there', () => {
    const program = `await import('./core/nowhere.ts').catch(({ code, message }) => console.log(code, message));`;
    expect(say(program)).toMatch(/^(?:ENOENT|ERR_MODULE_NOT_FOUND) .*nowhere\.ts/);
  });
});
