import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MainstayEvent } from '../../../core/events.ts';
import { aCustomer } from '../../support/api-under-test.ts';
import { type ApiFunctionUnderTest, apiFunctionUnderTest } from '../../support/aws/api-function.ts';
import { clientClaims } from '../../support/aws/http-api-event.ts';
import { type JsonService, jsonService } from '../../support/aws/json-service.ts';
import { installTestModel, promoteFirst } from '../../support/seed-model.ts';

const version = '20261101T000000Z-0a1b2c3d';
const PutEvents = z.object({ Entries: z.array(z.object({ EventBusName: z.string(), Detail: z.string() })) });

let isUp = true;
let bus: JsonService;
let api: ApiFunctionUnderTest;
beforeAll(async () => {
  bus = await jsonService(({ input }) => {
    if (!isUp) return { status: 400, body: { __type: 'ResourceNotFoundException', message: 'no such bus' } };
    return { body: { FailedEntryCount: 0, Entries: PutEvents.parse(input).Entries.map(() => ({ EventId: 'x' })) } };
  });
  api = await apiFunctionUnderTest({ EVENT_BUS_NAME: 'mainstay-dev', AWS_ENDPOINT_URL_EVENTBRIDGE: bus.endpoint });
  await installTestModel(api, version);
  await promoteFirst(api, version);
  await api.start();
});
afterAll(async () => {
  await api.stop();
  await bus.stop();
});

const score = (customerId: string) =>
  api.call(
    {
      method: 'POST',
      path: '/v1/scores',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customers: [aCustomer(customerId)] }),
    },
    clientClaims('mainstay/scores:write'),
  );

describe('the API function with a bus', () => {
  it('has told of a score before it answers, for the container may be frozen then', async () => {
    expect((await score('c1')).statusCode).toBe(200);
    const entries = bus.calls.flatMap(({ input }) => PutEvents.parse(input).Entries);
    expect(entries.map(({ EventBusName }) => EventBusName)).toEqual(['mainstay-dev']);
    expect(MainstayEvent.parse(JSON.parse(entries[0]?.Detail ?? ''))).toMatchObject({
      type: 'ScoreRecorded',
      modelVersion: version,
      customers: [{ customerId: 'c1', tierBefore: null }],
    });
  });

  it('answers and counts where the bus is not there', async () => {
    isUp = false;
    api.lines();
    expect((await score('c2')).statusCode).toBe(200);
    expect((await api.records.customers.get('c2'))?.history).toHaveLength(1);
    const lines = api.lines();
    expect(lines).toContainEqual(expect.objectContaining({ message: 'event-not-published', customerIds: ['c2'] }));
    expect(lines).toContainEqual(expect.objectContaining({ EventsNotPublished: 1, service: 'api' }));
  });
});
