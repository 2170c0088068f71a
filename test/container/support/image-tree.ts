import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { IgnoreStrategy } from 'aws-cdk-lib';
import { z } from 'zod';
import { type ContextCopy, root } from './dockerfile.ts';

// The CDK reads .dockerignore with a port of Docker's own matcher.
const ignored = IgnoreStrategy.docker(root, readFileSync(join(root, '.dockerignore'), 'utf8').split('\n'));

/** Whether the build context holds a path of the checkout. */
export function inContext(path: string): boolean {
  return existsSync(join(root, path)) && !ignored.ignores(join(root, path));
}

/** Does what COPY does: a folder gives its content, a file goes under its own name into what ends in a slash. */
export function copyInto(tree: string, workdir: string, { sources, destination }: ContextCopy): void {
  for (const source of sources) {
    const from = join(root, source);
    const target = join(tree, posix.resolve(workdir, destination));
    const to = destination.endsWith('/') && !statSync(from).isDirectory() ? join(target, basename(source)) : target;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to, { recursive: true, filter: (path) => !ignored.ignores(path) });
  }
}

const Lock = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });

/**
 * Puts the packages there that `npm ci --omit=dev --ignore-scripts` would: those that the lock does not mark as for
 * development; of the package `node` no second Node, which its script would bring.
 */
export function copyProductionPackages(app: string): void {
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  for (const [place, { dev }] of Object.entries(packages)) {
    if (place === '' || dev || !existsSync(join(root, place))) continue;
    cpSync(join(root, place), join(app, place), { recursive: true, filter: (path) => belongs(place, path) });
  }
}

function belongs(place: string, path: string): boolean {
  const below = relative(join(root, place), path).split(sep);
  return !below.includes('node_modules') && !(place === 'node_modules/node' && below[0] === 'bin');
}
