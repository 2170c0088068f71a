import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireLock, type Lock, type LockHolder } from '../../../local/home/lock.ts';
import { temporaryFolder } from '../support/mainstay.ts';

const holder: LockHolder = { pid: process.pid, since: '2026-11-22T10:00:00.000Z', doing: 'testing' };
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.clear());

function taken(name = 'server'): Lock {
  const lock = acquireLock(folder.path, name, holder);
  if ('heldBy' in lock) throw new Error('is held');
  return lock;
}

describe('acquireLock', () => {
  it('is had once, by name, and says who has it', () => {
    const lock = taken();
    lock.describe({ ...holder, url: 'http://127.0.0.1:1' });
    expect(acquireLock(folder.path, 'server', { ...holder, doing: 'something else' })).toEqual({
      heldBy: { ...holder, url: 'http://127.0.0.1:1' },
    });
    taken('training').release();
    lock.release();
    taken().release();
  });

  it('vanishes with a process that is killed', async () => {
    const module = new URL('../../../local/home/lock.ts', import.meta.url).href;
    const code = `import { acquireLock } from ${JSON.stringify(module)};
      acquireLock(${JSON.stringify(folder.path)}, 'server', ${JSON.stringify(holder)});
      console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      expect(acquireLock(folder.path, 'server', holder)).toHaveProperty('heldBy');
    } finally {
      child.kill('SIGKILL');
    }
    await once(child, 'exit');
    taken().release();
  });
});
