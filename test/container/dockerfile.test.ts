import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { argumentsOf, contextCopies, environment, execForm, root, stageCopies, stages } from './support/dockerfile.ts';
import { inContext } from './support/image-tree.ts';

const all = stages();
const image = all.at(-1) ?? { image: '', name: '', instructions: [] };
const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
const commands = all.flatMap((stage) => argumentsOf('RUN', stage));

describe('the build', () => {
  it('begins at one base image, on the Node that the lock names', () => {
    const { dependencies } = z
      .object({ dependencies: z.object({ node: z.string() }) })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    expect([...new Set(all.map((stage) => stage.image))]).toEqual([`node:${dependencies.node}-bookworm-slim`]);
  });

  it('copies only what is there and not ignored', () => {
    const sources = all.flatMap(contextCopies).flatMap((copy) => copy.sources);
    expect(sources.length).toBeGreaterThan(8);
    expect(sources.filter((source) => !inContext(source))).toEqual([]);
  });

  it('takes from stages that are there', () => {
    const flags = [...text.matchAll(/^COPY --from=(\S+)/gm)].map(([, name]) => name);
    expect(flags).toHaveLength(all.flatMap(stageCopies).length);
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(flags));
  });

  it.each([
    '.git/config',
    '.mainstay',
    '.env',
    '.npmrc',
    'test',
    'training/tests',
    'node_modules',
    'lib',
    'scripts/smoke',
  ])('never sees %s', (path) => {
    expect(inContext(path)).toBe(false);
  });

  it('installs what the lock and the requirements name, for production only, without scripts', () => {
    const [npm, ...others] = commands.filter((command) => command.includes('npm ci'));
    expect(npm).toMatch(/--omit=dev/);
    for (const command of [npm, ...others]) expect(command).toMatch(/--ignore-scripts/);
    expect(commands.find((command) => command.includes('pip install'))).toMatch(/-r \/tmp\/requirements\.txt/);
    expect(all.flatMap(contextCopies)).toContainEqual({
      sources: ['training/requirements.txt'],
      destination: '/tmp/requirements.txt',
    });
  });

  it('names no registry and holds no secret', () => {
    const instructions = text.replaceAll(/^#.*$/gm, '');
    const addresses = [...instructions.matchAll(/https?:\/\/([^/:'"\s]+)/g)].map(([, host]) => host);
    expect([...new Set(addresses)]).toEqual(['127.0.0.1']); // the health checks
    const set = all.flatMap((stage) => Object.keys(environment(stage)));
    expect(set.filter((name) => /KEY|SECRET|TOKEN|PASSWORD/.test(name))).toEqual([]);
  });
});

describe('the image', () => {
  it('is run by a numbered user who owns /data and nothing else', () => {
    expect(argumentsOf('USER', image)).toEqual(['10001:10001']);
    expect(argumentsOf('VOLUME', image)).toEqual(['["/data"]']);
    expect(commands.filter((command) => command.includes('--owner'))).toEqual([
      expect.stringMatching(/--owner=10001 --group=10001 --mode=0750 \/data$/),
    ]);
    expect(text).not.toMatch(/COPY --chown|chmod/);
  });

  it('starts without a shell or npm in between, and is asked to end by SIGTERM', () => {
    const entry = execForm('ENTRYPOINT', image);
    expect(entry.slice(0, 3)).toEqual(['/usr/bin/tini', '--', 'node']);
    expect(commands.find((command) => command.includes(' tini'))).toBeDefined();
    expect(argumentsOf('STOPSIGNAL', image)).toEqual(['SIGTERM']);
  });

  it('finds its Python in the environment that the build made', () => {
    const { MAINSTAY_PYTHON: python = '' } = environment(image);
    expect(stageCopies(image)).toContainEqual({ sources: ['/opt/venv'], destination: '/opt/venv' });
    expect(python).toBe('/opt/venv/bin/python');
  });
});
