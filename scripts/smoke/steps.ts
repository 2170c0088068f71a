import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { CustomerAnswer, CustomerList, Erased } from '../../api/schemas/customers.ts';
import { ScoresAnswer, WhatIfAnswer } from '../../api/schemas/scores.ts';
import { Receipt } from '../../core/intake/receipt.ts';
import { type Client, must } from './client.ts';
import { finishedReceipt, mustAddUp, pollMs, receiptPath } from './receipts.ts';
import { changeFor, featuresOf, type SampleCustomers, sampleFile } from './sample-customers.ts';
import { uploadSteps } from './upload-steps.ts';

/** One thing that is tried. It gives a few words on what was seen, and throws where it went wrong. */
export interface Step {
  readonly name: string;
  readonly run: () => Promise<string>;
}

export interface SmokeWorld {
  readonly client: Client;
  readonly sample: SampleCustomers;
  /** Begins idempotency keys; unlike that of any run before. */
  readonly runId: string;
  /** How long a file may take until it is scored, milliseconds. */
  readonly dropTimeoutMs: number;
  /** False leaves this run's customers where they are, for callers who may not erase. */
  readonly erase: boolean;
  /** Credentials that may erase, where those of the other calls may not. */
  readonly eraseWith?: Readonly<Record<string, string>> | undefined;
  /** Ids that the service may hold because of this run; kept up to date for whoever cleans up. */
  readonly held: Set<string>;
}

const Up = z.object({ status: z.literal('up') });
const Ready = z.object({
  status: z.literal('ready'),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean() })),
});
const OpenApi = z.object({ openapi: z.string().startsWith('3.1'), paths: z.record(z.string(), z.unknown()) });
const Problem = z.object({ code: z.string() });

const json = { 'content-type': 'application/json' };
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const pathOf = (customerId: string): string => `/v1/customers/${encodeURIComponent(customerId)}`;

/** All steps after the token, in order; each builds on those before. */
export function smokeSteps(world: SmokeWorld): readonly Step[] {
  const { client, sample, runId, held } = world;
  const [first = { customerId: '', fields: [] }, ...inFile] = sample.rows;
  let scoreId = '';
  let tier = '';
  let dropId = '';

  const score = () =>
    client.call(
      'POST',
      '/v1/scores',
      { status: 200, schema: ScoresAnswer },
      {
        headers: { ...json, 'idempotency-key': `${runId}-score` },
        body: JSON.stringify({
          customers: [{ customerId: first.customerId, features: featuresOf(sample, 0) }],
          record: true,
        }),
      },
    );

  const steps: Step[] = [
    {
      name: 'health',
      run: async () => (await client.call('GET', '/healthz', { status: 200, schema: Up })).status,
    },
    {
      name: 'ready',
      run: async () => {
        const { checks } = await client.call('GET', '/readyz', { status: 200, schema: Ready });
        return checks.map(({ name }) => name).join(', ');
      },
    },
    {
      name: 'openapi',
      run: async () => {
        const { openapi, paths } = await client.call('GET', '/openapi.json', { status: 200, schema: OpenApi });
        for (const path of ['/v1/scores', '/v1/what-if', '/v1/customers/{customerId}', '/v1/drops'])
          must(paths[path] !== undefined, `the document lacks ${path}`);
        return `OpenAPI ${openapi}, ${Object.keys(paths).length} paths`;
      },
    },
    {
      name: 'score',
      run: async () => {
        held.add(first.customerId);
        const { model, scores } = await score();
        const [one] = scores;
        must(one?.customerId === first.customerId, 'the score is of another customer');
        must(model.reasons === 'none' || addsUp(one), 'the reasons do not add up to the raw score');
        ({ scoreId, tier } = one);
        return `${percent(one.probability)}, ${tier}, model ${model.version} (${model.family})`;
      },
    },
    {
      name: 'score again',
      run: async () => {
        const { scores } = await score();
        must(scores[0]?.scoreId === scoreId, 'the same idempotency key made a second score');
        return 'same key, same score';
      },
    },
    {
      name: 'customer',
      run: async () => {
        const { history } = await client.call('GET', pathOf(first.customerId), { status: 200, schema: CustomerAnswer });
        must(history.length === 1, `the customer has ${history.length} scores instead of 1`);
        return 'recorded once';
      },
    },
    {
      name: 'list',
      run: async () => {
        const path = `/v1/customers?tier=${tier}&sort=valueAtRisk&limit=5`;
        const { items } = await soon(
          () => client.call('GET', path, { status: 200, schema: CustomerList }),
          (page) => page.items.length > 0,
        );
        must(items.length > 0, `no customer in tier ${tier}`);
        must(
          items.every((item) => item.tier === tier),
          `a customer of another tier in the list of ${tier}`,
        );
        return `${items.length} of tier ${tier}`;
      },
    },
    {
      name: 'what if',
      run: async () => {
        const changes = changeFor(sample);
        const body = JSON.stringify({ customerId: first.customerId, changes });
        const { before, after } = await client.call(
          'POST',
          '/v1/what-if',
          { status: 200, schema: WhatIfAnswer },
          { headers: json, body },
        );
        return `${Object.keys(changes).join()}: ${percent(before.probability)} to ${percent(after.probability)}`;
      },
    },
    {
      name: 'drop',
      run: async () => {
        for (const { customerId } of inFile) held.add(customerId);
        const receipt = await client.call(
          'POST',
          '/v1/drops?fileName=smoke.csv',
          { status: 202, schema: Receipt },
          { headers: { 'content-type': 'text/csv', 'idempotency-key': `${runId}-drop` }, body: sampleFile(sample) },
        );
        ({ dropId } = receipt);
        return `${receipt.sizeBytes} bytes, ${dropId}`;
      },
    },
    {
      name: 'receipt',
      run: async () => {
        const receipt = await finishedReceipt(
          () => client.call('GET', receiptPath(dropId), { status: 200, schema: Receipt }),
          world.dropTimeoutMs,
        );
        return mustAddUp(receipt, inFile.length);
      },
    },
    {
      name: 'customers of the file',
      run: async () => {
        for (const { customerId } of inFile)
          await client.call('GET', pathOf(customerId), { status: 200, schema: CustomerAnswer });
        return `${inFile.length} recorded`;
      },
    },
    ...uploadSteps(world),
  ];
  if (!world.erase) return steps;
  return [
    ...steps,
    {
      name: 'erase',
      run: async () => {
        if (world.eraseWith) client.authorise(world.eraseWith);
        let files = 0;
        for (const { customerId } of sample.rows) {
          const { filesChanged } = await client.call('DELETE', pathOf(customerId), { status: 200, schema: Erased });
          held.delete(customerId);
          files += filesChanged;
        }
        must(files >= inFile.length, 'the file that was handed in was not touched');
        return `${sample.rows.length} customers`;
      },
    },
    {
      name: 'gone',
      run: async () => {
        for (const { customerId } of sample.rows) {
          const { code } = await client.call('GET', pathOf(customerId), { status: 404, schema: Problem });
          must(code === 'customer-not-found', `the code is ${code}`);
        }
        return '404 for each';
      },
    },
  ];
}

/** Asks again for a moment: indexes of DynamoDB follow the table within a second or so. */
async function soon<T>(ask: () => Promise<T>, enough: (answer: T) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask();
    if (enough(answer) || attempt === 10) return answer;
    await sleep(pollMs);
  }
}

function addsUp({
  raw,
  bias,
  reasons,
}: {
  raw: number;
  bias: number | null;
  reasons: readonly { contribution: number }[];
}): boolean {
  const sum = reasons.reduce((total, { contribution }) => total + contribution, bias ?? Number.NaN);
  return Math.abs(sum - raw) < 1e-4;
}
