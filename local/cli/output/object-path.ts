import { join } from 'node:path';
import type { Home } from '../../home/open-home.ts';

/** Path of an object of a home, for people: its files are plain files. */
export function objectPath(home: Pick<Home, 'paths'>, key: string): string {
  return join(home.paths.files, ...key.split('/'));
}
