import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { S3ObjectStore } from '../../lambdas/objects/object-store.s3.ts';
import { dynamoRecords } from '../../lambdas/records/open-records.ts';
import { temporaryFolder } from '../local/support/mainstay.ts';
import { aCustomer } from '../support/api-under-test.ts';
import { type LocalDynamoDb, localDynamoDb } from '../support/aws/local-dynamodb.ts';
import { type LocalS3, localS3 } from '../support/aws/local-s3.ts';
import { installTestModel, promoteFirst } from '../support/seed-model.ts';
import { argumentsOf, contextCopies, environment, execForm, root, stageCopies, stages } from './support/dockerfile.ts';
import { copyInto } from './support/image-tree.ts';
import { below, makeReadOnly, makeWritable, saidBy, until } from './support/running.ts';

/*
 * The image "aws" without an engine: its bundle is built from what its stage copies, and run alone in a tree that nobody
 * may write to, with credentials as IRSA gives them, against servers that speak DynamoDB's, S3's and STS's protocols.
 * Not seen here: the base image, and npm ci (the packages are the checkout's).
 */
const stageNamed = (wanted: string) =>
  stages().find(({ name }) => name === wanted) ?? { image: '', name: '', instructions: [] };
const builder = stageNamed('server-bundle');
const image = stageNamed('aws');
const [user = ''] = argumentsOf('USER', image);
const [uid, gid] = user.split(':').map(Number);
const identity = process.getuid?.() === 0 ? { uid, gid } : {};
const version = '20261101T000000Z-0a1b2c3d';
const key = 'k'.repeat(24);

const { path: folder, clear } = await temporaryFolder();
const tree = join(folder, 'root');
let database: LocalDynamoDb | undefined;
let s3: LocalS3 | undefined;
let env: Record<string, string>;
const identities: string[] = [];

/** Gives credentials for a token of the cluster, as AWS's Security Token Service does. */
const sts = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    identities.push(new URLSearchParams(body).get('WebIdentityToken') ?? '');
    response
      .setHeader('content-type', 'text/xml')
      .end(
        `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIALOCAL</AccessKeyId><SecretAccessKey>local</SecretAccessKey><SessionToken>session</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
      );
  });
});

beforeAll(async () => {
  const context = join(folder, 'build');
  const [workdir = '/'] = argumentsOf('WORKDIR', builder);
  for (const copy of contextCopies(builder)) copyInto(context, workdir, copy);
  const build = join(context, workdir);
  symlinkSync(join(root, 'node_modules'), join(build, 'node_modules'));
  const command = argumentsOf('RUN', builder).find((text) => text.startsWith('node ')) ?? '';
  const [, ...words] = command.split(' ').map((word) => (word.startsWith('/app/') ? join(context, word) : word));
  execFileSync(process.execPath, words, { cwd: build });

  const app = join(tree, ...argumentsOf('WORKDIR', image));
  mkdirSync(app, { recursive: true });
  for (const { sources, destination } of stageCopies(image)) {
    for (const source of sources) copyFileSync(join(context, source), join(app, destination));
  }
  for (const copy of contextCopies(image)) copyInto(tree, app.slice(tree.length), copy);
  makeReadOnly(tree);
  chmodSync(folder, 0o755);

  database = await localDynamoDb();
  s3 = await localS3();
  sts.listen(0, '127.0.0.1');
  await once(sts, 'listening');
  const address = z.object({ port: z.int() }).parse(sts.address());
  const [tableName, bucketName] = [await database.newTable(), await s3.newBucket()];
  const home = {
    records: dynamoRecords({ client: database.client, tableName }),
    objects: new S3ObjectStore(s3.client, bucketName),
  };
  await installTestModel(home, version);
  await promoteFirst(home, version);
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'token-of-the-pod');
  chmodSync(tokenFile, 0o444);
  env = {
    ...environment(image),
    PATH: '/nonexistent',
    HOME: '/nonexistent',
    TABLE_NAME: tableName,
    BUCKET_NAME: bucketName,
    MAINSTAY_API_KEYS: `crm:${key}`,
    PORT: '0',
    // As the webhook of EKS sets them.
    AWS_REGION: 'eu-west-1',
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/mainstay-server',
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${address.port}`,
  };
}, 120_000);
afterAll(async () => {
  // Also where what comes before has failed half-way: a server that stays keeps jest from ending.
  sts.closeAllConnections();
  sts.close();
  await s3?.stop();
  await database?.stop();
  if (existsSync(tree)) makeWritable(tree);
  await clear();
});

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL'); // what a failed test has left
  running.clear();
});

/** Runs the image as it is. */
function run(changed: Record<string, string | undefined> = {}) {
  const [, ...words] = execForm('ENTRYPOINT', image).map((word) => (word.startsWith('/') ? join(tree, word) : word));
  const child = spawn(process.execPath, words, {
    cwd: tree,
    env: { ...env, ...changed },
    ...identity,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  return { child, said: saidBy(child) };
}

const addressIn = (said: string): string =>
  /"url":"(http:[^"]+)"/.exec(said)?.[1]?.replace('0.0.0.0', '127.0.0.1') ?? '';

describe('the image for AWS records', () => {
  it('is one file beside the license, without packages', () => {
    const files = below(tree).filter((path) => statSync(path).isFile());
    expect(files.map((path) => path.slice(tree.length)).toSorted()).toEqual(['/app/LICENSE', '/app/index.mjs']);
    expect(readdirSync(join(tree, 'app'))).not.toContain('node_modules');
  });

  it('serves as the role of its pod, scores behind a key, and ends with 0 on SIGTERM', async () => {
    const { child, said } = run();
    const ended = once(child, 'exit');
    await until(async () => addressIn(said()) !== '', said);
    const url = addressIn(said());
    await until(async () => (await fetch(`${url}/readyz`)).status === 200, said);
    const score = (headers: Record<string, string>) =>
      fetch(`${url}/v1/scores`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ customers: [aCustomer()] }),
      });
    expect((await score({})).status).toBe(401);
    const scored = await score({ 'x-api-key': key });
    expect([scored.status, await scored.json()]).toMatchObject([200, { model: { version } }]);
    expect(new Set(identities)).toEqual(new Set(['token-of-the-pod']));

    const [, ...check] = execForm('HEALTHCHECK', image).map((word) => word.replace('http://127.0.0.1:8000', url));
    execFileSync(process.execPath, check);
    child.kill('SIGTERM');
    expect([await ended, said()]).toEqual([[0, null], expect.stringContaining('"event":"stopped","finished":true')]);
    expect(() => execFileSync(process.execPath, check, { stdio: 'ignore' })).toThrow('Command failed');
    const lines = said().trim().split('\n');
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ at: expect.any(String), level: 'info' });
    expect(said()).not.toContain('"plan"');
  });

  it.each([
    ['without keys or an issuer', { MAINSTAY_API_KEYS: undefined }, /MAINSTAY_API_KEYS=.*MAINSTAY_OIDC_ISSUER/],
    ['without a table', { TABLE_NAME: undefined }, /The environment of this server is wrong.*at TABLE_NAME/],
    [
      'with an issuer that nobody reaches',
      { MAINSTAY_OIDC_ISSUER: 'http://127.0.0.1:9', MAINSTAY_OIDC_AUDIENCE: 'a' },
      /issuer-unreachable.*Check MAINSTAY_OIDC_ISSUER/,
    ],
  ])('does not start %s, and says why', async (_name, changed, why) => {
    const { child, said } = run(changed);
    const [code] = await once(child, 'close');
    expect([code, said()]).toEqual([1, expect.stringMatching(why)]);
  });
});
