import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { build, type Metafile } from 'esbuild';
import { z } from 'zod';
import { places } from '../../api/places.ts';
import { bytesOf, quickStartBundlingOf, quickStarts } from '../../lambdas/bundling.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
let metafile: Metafile;
beforeAll(async () => {
  folder = temporaryFolder();
  ({ metafile } = await build(quickStartBundlingOf(quickStarts[0] ?? '', folder)));
}, 120_000);

const Answer = z.object({ statusCode: z.int(), headers: z.record(z.string(), z.string()), body: z.string() });

/** What the bundle answers to a GET, in a process of its own that no AWS is there for. */
function answerTo(path: string): z.infer<typeof Answer> {
  const event = {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    isBase64Encoded: false,
    requestContext: { domainName: 'api.example.com', requestId: 'r1', http: { method: 'GET' } },
  };
  const module = JSON.stringify(pathToFileURL(join(folder, 'index.mjs')).href);
  const program = `
    const { handler } = await import(${module});
    const answer = await handler(${JSON.stringify(event)}, { functionName: 'api', awsRequestId: '1' });
    process.stdout.write('\\n' + JSON.stringify(answer) + '\\n', () => process.exit());`;
  const env = { AWS_REGION: 'eu-west-1', TABLE_NAME: 'records', BUCKET_NAME: 'files', SCOPE_PREFIX: 'mainstay/' };
  const words = ['--input-type=module', '--eval', program];
  const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', env, timeout: 60_000 });
  return Answer.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

describe('the bundle of a function that starts quickly', () => {
  it('begins with less than it holds: what only some calls need is read when they come', () => {
    expect(bytesOf(metafile, { atStart: true })).toBeLessThan(0.85 * bytesOf(metafile));
    const start = Object.entries(metafile.outputs).find(([path]) => path.endsWith('/index.mjs'));
    const read = new Set([start?.[0] ?? '']);
    for (const path of read) {
      for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? []) {
        if (kind === 'import-statement' && metafile.outputs[imported]) read.add(imported);
      }
    }
    const inputs = Array.from(read, (path) => Object.keys(metafile.outputs[path]?.inputs ?? {})).flat();
    expect(inputs).toContain('api/routes/scores.ts');
    for (const late of [/aws-xray-sdk-core/, /zod-to-openapi/, /client-sagemaker-runtime/, /api\/routes\/customers/]) {
      expect(inputs.filter((input) => late.test(input))).toEqual([]);
    }
  });

  it('holds no other place where credentials come from than the environment', () => {
    const inputs = Object.values(metafile.outputs).flatMap(({ inputs: of }) => Object.keys(of));
    expect(inputs).toContain('lambdas/shared/env-credentials.ts');
    expect(inputs.filter((input) => /credential-provider-(?!node\/package)/.test(input))).toEqual([]);
  });

  it('answers calls that it was not loaded with, and describes all', () => {
    expect(answerTo('/healthz')).toMatchObject({ statusCode: 200, body: '{"status":"up"}' });
    const { paths } = z
      .object({ paths: z.record(z.string(), z.record(z.string(), z.object({ operationId: z.string() }))) })
      .parse(JSON.parse(answerTo('/openapi.json').body));
    for (const { id, method, path } of places) expect(paths[path]?.[method]?.operationId).toBe(id);
  });

  it('has no error of ours that goes by the name of its class, which is not kept', () => {
    const inputs = Object.values(metafile.outputs).flatMap(({ inputs: of }) => Object.keys(of));
    const ours = inputs.filter((input) => !input.includes('node_modules'));
    const errors = ours.flatMap((input) => {
      const source = readFileSync(new URL(`../../${input}`, import.meta.url), 'utf8');
      return Array.from(source.matchAll(/class (\w+) extends \w*Error\b/g), ([, name = '']) => ({ name, source }));
    });
    expect(errors.map(({ name }) => name)).toContain('DomainError');
    for (const { name, source } of errors) expect(source).toMatch(new RegExp(`\\bname = '${name}'`));
  });
});
