import { DomainError } from '../../core/errors.ts';
import { eraseFromDrops } from '../../core/intake/erase-from-drops.ts';
import { eraseFromParts } from '../../core/lifecycle/training-data/erase-from-parts.ts';
import { CustomerExport } from '../../core/scoring/customer-record.ts';
import type { ApiDeps } from '../deps.ts';
import { hashOf } from '../http/idempotency.ts';
import { noBody, nothing, type Operation, operation } from '../operation.ts';
import { runningSha256 } from '../running-sha256.ts';
import {
  CustomerAnswer,
  CustomerList,
  CustomerListQuery,
  CustomerPath,
  CustomerQueryOne,
  Erased,
} from '../schemas/customers.ts';
import * as examples from '../schemas/examples.ts';

/** `GET /v1/customers`, one of them, its export, and its end. */
export function customerOperations(deps: ApiDeps): Operation[] {
  const { customers, audit } = deps.records;

  const record = async (action: 'export' | 'erase', customerId: string, by: string) => {
    const entry = {
      auditId: deps.newId('audit'),
      at: deps.clock.now().toISOString(),
      by,
      action,
      subject: hashOf(customerId),
      reason: 'asked for through the API',
    };
    await audit.append(entry);
    return entry;
  };

  const oneByOne = inTurn();

  return [
    operation({
      id: 'listCustomers',
      tag: 'Customers',
      summary: 'Customers by value at risk, probability or movement',
      params: nothing,
      query: CustomerListQuery,
      body: noBody,
      queryGroup: {
        prefix: 'segment',
        into: 'segments',
        example: { 'segment.SubscriptionType': 'Basic' },
        description:
          'segment.<feature>=<value>: customers whose newest snapshot has this value (empty: none); at most 3',
      },
      answer: { status: 200, description: 'One page', schema: CustomerList, example: examples.customerList },
      failures: ['invalid-cursor'],
      handle: async ({ query }) => {
        await checkSegments(deps, Object.keys(query.segments));
        const { items, cursor } = await customers.list(query);
        return { items: [...items], ...(cursor === undefined ? {} : { cursor }) };
      },
    }),
    operation({
      id: 'getCustomer',
      tag: 'Customers',
      summary: 'One customer: snapshot, newest score with reasons, history, timeline',
      params: CustomerPath,
      query: CustomerQueryOne,
      body: noBody,
      answer: { status: 200, description: 'The customer', schema: CustomerAnswer },
      failures: ['customer-not-found', 'invalid-cursor'],
      handle: async ({ params: { customerId }, query }) => {
        const found = await customers.get(customerId);
        if (!found) throw unknownCustomer(customerId);
        const page = { limit: query.timelineLimit, cursor: query.timelineCursor };
        const { items, cursor } = await customers.timeline(customerId, page);
        return { ...found, timeline: [...items], ...(cursor === undefined ? {} : { timelineCursor: cursor }) };
      },
    }),
    operation({
      id: 'exportCustomer',
      tag: 'Customers',
      summary: 'Everything held on one customer; that it was handed out is recorded',
      params: CustomerPath,
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'Everything', schema: CustomerExport },
      failures: ['customer-not-found'],
      handle: async ({ params: { customerId }, by }) => {
        const found = await customers.export(customerId);
        if (!found) throw unknownCustomer(customerId);
        await record('export', customerId, by);
        return found;
      },
    }),
    operation({
      id: 'eraseCustomer',
      tag: 'Customers',
      summary: 'Erase one customer; that it was done is recorded, without the id',
      params: CustomerPath,
      query: nothing,
      body: noBody,
      answer: { status: 200, description: 'It is done', schema: Erased },
      failures: ['customer-not-found'],
      handle: async ({ params: { customerId }, by }) => {
        const { profile } = (await deps.champion()).engine;
        const { objects, clock } = deps;
        const files = await oneByOne(async () => {
          const ofDrops = await eraseFromDrops(customerId, profile, { drops: deps.records.drops, objects });
          return ofDrops + (await eraseFromParts(customerId, { objects, clock, newHash: runningSha256 }));
        });
        if (files === 0 && !(await customers.export(customerId))) throw unknownCustomer(customerId);
        // Records go last: after a crash in between, a second call still finds them and finishes the work.
        const { auditId, at } = await record('erase', customerId, by);
        await customers.erase(customerId);
        return { erasedAt: at, auditId, filesChanged: files };
      },
    }),
  ];
}

/** A misspelt segment must not look like a segment without customers. */
async function checkSegments({ champion }: ApiDeps, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { profile } = (await champion()).engine;
  const known = profile.features.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new DomainError('invalid-request', `segment.${unknown} is no feature of profile ${profile.name}`, {
    issues: [{ field: `segment.${unknown}`, found: JSON.stringify(unknown), expected: `one of ${known.join(', ')}` }],
  });
}

function unknownCustomer(customerId: string): DomainError {
  return new DomainError('customer-not-found', `No customer ${JSON.stringify(customerId)} is known`);
}

/** Runs one act after another: two erasures that rewrite the same file at once would bring one customer back. */
function inTurn(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const mine = last.then(act);
    last = mine.catch(() => undefined);
    return mine;
  };
}
