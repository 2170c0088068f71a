import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { documents, schemaText } from '../../scripts/write-schemas.ts';
import { apiUnderTest } from '../support/api-under-test.ts';
import { silentProgram } from './silent-program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const blocks = (text: string): string[] =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.replaceAll(/ +# .*$/gm, ''));

const OpenApi = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const program = await silentProgram();

describe.each(['README.md', 'README.ko.md'])('%s', (file) => {
  const text = read(file);

  it('links to files that are there', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it('names npm scripts that are there', () => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
    const named = [...text.matchAll(/npm (?:run ([\w:]+)|(start|test))/g)].map(([, run, short]) => run ?? short ?? '');
    expect(named).toEqual(expect.arrayContaining(['start', 'test']));
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('shows commands and options that the command line has', () => {
    const commands = [
      ...blocks(text)
        .join('\n')
        .matchAll(/^(?:npx mainstay (\w+)|npm (start) --)(.*)$/gm),
    ];
    expect(commands.length).toBeGreaterThanOrEqual(6);
    for (const [line, name, start, rest = ''] of commands) {
      const command = program.commands.find((known) => known.name() === (name ?? start));
      const options = command?.options.map(({ long }) => long);
      for (const [option] of rest.matchAll(/--\w[\w-]*/g))
        expect([line, options]).toEqual([line, expect.arrayContaining([option])]);
      expect([line, command === undefined]).toEqual([line, false]);
    }
  });

  it('calls an API that is there', async () => {
    const home = await apiUnderTest();
    const { paths } = OpenApi.parse(await (await home.get('/openapi.json')).json());
    home.close();
    const calls = [
      ...blocks(text)
        .join('\n')
        .matchAll(/curl ([\s\S]*?)http:\/\/127\.0\.0\.1:8000(\/v1\/[\w/-]+)([^\n]*)/g),
    ];
    expect(calls.length).toBeGreaterThanOrEqual(5);
    for (const [, before = '', path = '', after = ''] of calls) {
      const sends = `${before}${after}`;
      const method = sends.includes('DELETE') ? 'delete' : / -d |--data/.test(sends) ? 'post' : 'get';
      const template = path.replace(/^\/v1\/customers\/[^/]+$/, '/v1/customers/{customerId}');
      expect(Object.keys(paths[template] ?? {})).toContain(method);
    }
  });
});

it('both READMEs show the same commands', () => {
  expect(blocks(read('README.ko.md'))).toEqual(blocks(read('README.md')));
});

it.each(Object.entries(documents))('the JSON Schema of %s is the one that its zod schema gives', (name, document) => {
  expect(read(`data/schemas/${name}.schema.json`)).toBe(schemaText(document));
});
