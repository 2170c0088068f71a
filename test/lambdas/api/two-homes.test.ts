import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Scope } from '../../../api/access/scopes.ts';
import { type ApiFunctionUnderTest, apiFunctionUnderTest } from '../../support/aws/api-function.ts';
import { type Call, clientClaims } from '../../support/aws/http-api-event.ts';
import { type Answered, answered, answerOf, firstDifference } from '../../support/homes/answered.ts';
import { installModels, key, oneProcessHome } from '../../support/homes/one-process-home.ts';
import { get, requests } from '../../support/homes/requests.ts';

const everything = {
  ...clientClaims(Scope.options.map((scope) => `mainstay/${scope}`).join(' ')),
  username: 'crm', // the name that the key has in the other home
};

let home: Awaited<ReturnType<typeof oneProcessHome>>;
let lambda: ApiFunctionUnderTest;

beforeAll(async () => {
  home = await oneProcessHome();
  lambda = await apiFunctionUnderTest();
  await installModels(lambda);
  await lambda.start();
});
afterAll(async () => {
  await home.stop();
  await lambda.stop();
});

const ofServer = (call: Call, open: boolean): Promise<Answered> =>
  answerOf(home.url, call, open ? {} : { 'x-api-key': key });

async function ofLambda(call: Call, open: boolean): Promise<Answered> {
  const sent = { ...call, headers: { 'x-request-id': 'r1', ...call.headers } };
  const result = await lambda.call(sent, open ? undefined : everything);
  return answered(result.statusCode, (name) => result.headers[name], result.body);
}

describe('the server and the API function answer alike:', () => {
  it.each(requests)('%s (%i)', async (_name, status, call, open) => {
    const fromServer = await ofServer(call, open);
    expect(firstDifference(fromServer, await ofLambda(call, open))).toBeUndefined();
    expect(fromServer.status).toBe(status);
  });
});

it('both show the same OpenAPI document', async () => {
  const answers = [await ofServer(get('/openapi.json'), false), await ofLambda(get('/openapi.json'), false)];
  expect(firstDifference(...answers)).toBeUndefined();
});
