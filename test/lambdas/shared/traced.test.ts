import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { z } from 'zod';

const observed = join(import.meta.dirname, '..', '..', '..', 'lambdas', 'shared', 'observed.ts');
const answer = 'what is known of a customer';
const context = { functionName: 'api', awsRequestId: '1', memoryLimitInMB: '512', invokedFunctionArn: 'arn' };
const Address = z.object({ port: z.int() });

/** What X-Ray's daemon hears of one call of a function in a process of its own, and whether its SDK was loaded. */
async function traceOfCall(sampled: boolean): Promise<{ heard: string; loaded: boolean }> {
  const daemon = createSocket('udp4');
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  let heard = '';
  daemon.on('message', (message) => (heard += String(message)));
  const { port } = Address.parse(daemon.address());
  const program = `
    const { observe } = await import(${JSON.stringify(observed)});
    const handler = observe('api', 'dev').handler(async () => ${JSON.stringify(answer)});
    await handler({}, ${JSON.stringify(context)});
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(${JSON.stringify(observed)}).cache).some((path) => path.includes('aws-xray-sdk-core'));
    console.error(loaded ? 'sdk-loaded' : 'sdk-left-alone');
    setTimeout(() => process.exit(), 200);`;
  const env = {
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    LAMBDA_TASK_ROOT: '/var/task',
    AWS_LAMBDA_FUNCTION_NAME: 'api',
    AWS_REGION: 'eu-west-1',
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${port}`,
    _X_AMZN_TRACE_ID: `Root=1-65000000-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=${sampled ? 1 : 0}`,
  };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { env });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  await once(child, 'exit');
  daemon.close();
  expect(said).toMatch(/sdk-/);
  return { heard, loaded: said.includes('sdk-loaded') };
}

it('traces a call that X-Ray takes, without what was answered', async () => {
  const { heard, loaded } = await traceOfCall(true);
  expect(loaded).toBe(true);
  expect(heard).toContain('"name":"## ');
  expect(heard).not.toContain(answer);
});

it('leaves the SDK of X-Ray alone where a call is not traced', async () => {
  expect(await traceOfCall(false)).toEqual({ heard: '', loaded: false });
});
