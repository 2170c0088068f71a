import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Commit that is deployed, for the lineage of the models that it trains.
 *
 * @param folder - of the checkout
 * @returns `unknown` where this is no checkout of its own: an archive, or a folder inside another repository
 */
export function codeCommit(folder: string = checkout): string {
  try {
    const words = ['-C', folder, 'rev-parse', '--show-prefix', 'HEAD'];
    const said = execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [prefix = '', commit = ''] = said.split('\n');
    return prefix === '' && commit !== '' ? commit : 'unknown';
  } catch {
    return 'unknown';
  }
}
