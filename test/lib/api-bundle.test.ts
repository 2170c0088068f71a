import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { mainstayApp } from '../../lib/mainstay-app.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { cdkContext } from './support/synthesised.ts';

const WithCode = z.record(z.string(), z.object({ Metadata: z.object({ 'aws:asset:path': z.string() }) }));

describe('the API function as it is uploaded', () => {
  let path: string;
  beforeAll(() => {
    const outdir = temporaryFolder();
    const context = {
      ...cdkContext(),
      'aws:cdk:enable-asset-metadata': true,
      'aws:cdk:bundling-stacks': ['*-Serving'],
    }; // as the command line does
    const { serving } = mainstayApp(new App({ outdir, context }), 'dev');
    const [code] = Object.values(WithCode.parse(Template.fromStack(serving).findResources('AWS::Lambda::Function')));
    path = join(outdir, code?.Metadata['aws:asset:path'] ?? '', 'index.mjs');
  }, 120_000);

  it('is at most 1.5 MB, and has nothing of the CDK in it', () => {
    const folder = dirname(path);
    const code = readdirSync(folder, { encoding: 'utf8' })
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('');
    expect(code.length).toBeGreaterThan(1000);
    expect(code.length).toBeLessThanOrEqual(1.5 * 1024 * 1024);
    expect(code).not.toContain('aws-cdk-lib');
  });

  it('starts without anything beside it, and gives a handler', () => {
    const environment = { TABLE_NAME: 'records', BUCKET_NAME: 'files', SCOPE_PREFIX: 'mainstay/' };
    expect(started(path, environment)).toBe('function');
  });

  it('counts what alarms listen to, under the names and dimensions that they listen for', () => {
    const environment = { TABLE_NAME: 'records', BUCKET_NAME: 'files', SCOPE_PREFIX: 'mainstay/', STAGE: 'dev' };
    const invoke = `handler({}, { functionName: 'api', awsRequestId: '1' }).then(() => process.exit())`;
    const lines = run(`import(${moduleOf(path)}).then(({ handler }) => ${invoke})`, environment).split('\n');
    const counts = lines.filter((line) => line.includes('MalformedEvents')).map((line): unknown => JSON.parse(line));
    expect(counts).toEqual([
      expect.objectContaining({ service: 'api', stage: 'dev', MalformedEvents: 1, ChampionNotLoaded: 1 }),
    ]);
    expect(counts).toMatchObject([
      { _aws: { CloudWatchMetrics: [{ Namespace: 'Mainstay', Dimensions: [['service', 'stage']] }] } },
    ]);
  });

  it('refuses to start where its environment is wrong, naming the variables', () => {
    expect(started(path, {})).toMatch(/^The environment of this function is wrong:[^]*at TABLE_NAME[^]*at BUCKET_NAME/);
  });
});

/** Loads the module in a process of its own: what its handler is, or why it does not start. */
function started(path: string, environment: Readonly<Record<string, string>>): string {
  const told = '({ handler }) => console.log(typeof handler), ({ message }) => console.log(message)';
  return run(`import(${moduleOf(path)}).then(${told})`, environment);
}

function moduleOf(path: string): string {
  return JSON.stringify(pathToFileURL(path).href);
}

/** What a program writes where AWS is not there. */
function run(program: string, environment: Readonly<Record<string, string>>): string {
  const env = { AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true', ...environment };
  return spawnSync(process.execPath, ['--eval', program], { encoding: 'utf8', env, timeout: 60_000 }).stdout.trim();
}
