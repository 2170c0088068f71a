import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Lineage } from '../../core/lifecycle/lineage.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const Package = z.object({ version: z.string() });

/** Which Mainstay this is; no commit where it does not run from a checkout of its own. */
export async function codeVersion(): Promise<Lineage['code']> {
  const { version } = Package.parse(JSON.parse(await readFile(`${checkout}/package.json`, 'utf8')));
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', checkout, 'rev-parse', '--show-prefix', 'HEAD']);
    const [prefix = '', commit = ''] = stdout.split('\n');
    return { version, commit: prefix === '' ? commit : null };
  } catch {
    return { version, commit: null };
  }
}
