import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EndpointServer, endpointServer, runtimeVariables } from '../../support/aws/sagemaker-endpoint.ts';
import { answerCsv, externalRequest } from '../../support/external-model.ts';
import { testProfile } from '../../support/profile.ts';
import { type Ended, mainstay, temporaryFolder } from '../support/mainstay.ts';

/* The command line with a model behind an endpoint: registered, promoted, scored with. */

let server: EndpointServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const file = (name: string): string => join(folder.path, name);
beforeAll(async () => {
  server = await endpointServer(({ body }) => answerCsv(body));
  folder = await temporaryFolder();
  await writeFile(file('endpoint.json'), JSON.stringify(externalRequest()));
  await writeFile(file('profile.json'), JSON.stringify(testProfile));
  await writeFile(
    file('customers.csv'),
    'id,fee,tickets,plan,joined,unused,seen\nc1,20,12,basic,2025-01-01,,2026-01-01\nc2,20,1,gift,2025-01-01,,2026-01-01\n',
  );
});
afterAll(async () => {
  await server.stop();
  await folder.clear();
});

const run = (...args: string[]): Promise<Ended> =>
  mainstay([...args, '--home', file('home')], { env: { ...runtimeVariables(server.url) } });

describe('mainstay register-endpoint', () => {
  it('refuses what is wrong by its place', async () => {
    await writeFile(
      file('wrong.json'),
      JSON.stringify({ ...externalRequest(), columns: [{ as: 'value', feature: 'x' }] }),
    );
    const wrong = await run('register-endpoint', file('wrong.json'), '--profile', file('profile.json'));
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringMatching(/columns\.0\.feature[^]*a feature of profile test/),
    ]);
    await writeFile(file('wrong.json'), JSON.stringify({ ...externalRequest(), endpoint: { name: 'arn:aws:x' } }));
    const named = await run('register-endpoint', file('wrong.json'), '--profile', file('profile.json'));
    expect([named.code, named.stderr]).toEqual([1, expect.stringContaining('endpoint.name')]);
    expect(server.calls).toHaveLength(0);
  });

  it('registers a model, which then is promoted and scores a file', async () => {
    const registered = await run(
      'register-endpoint',
      file('endpoint.json'),
      '--profile',
      file('profile.json'),
      '--json',
    );
    expect(registered.stderr).toBe('');
    const { version, family } = registered.json().model;
    expect(family).toBe('external');
    expect((await run('models')).stdout).toMatch(new RegExp(`${version}.*external.*–`));
    expect((await run('promote', version)).code).toBe(0);
    const scored = await run('score', file('customers.csv'), '--out', file('scores.csv'), '--json');
    expect(scored.code).toBe(0);
    const explained = await run('explain', 'c1');
    expect(explained.stdout).toMatch(/65\.0 %[^]*Call[^]*says how likely the customer is to leave, and not why/);
    expect(explained.stdout).not.toContain('What raises');
  });

  it('says that the endpoint does not answer', async () => {
    const args = [
      'register-endpoint',
      file('endpoint.json'),
      '--profile',
      file('profile.json'),
      '--home',
      file('other'),
    ];
    const away = await mainstay(args, { env: { ...runtimeVariables('http://127.0.0.1:1') } });
    expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('model-unreachable')]);
  });
});
