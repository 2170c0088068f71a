import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { deleteBatch, getBatch } from '../../../lambdas/records/batches.ts';
import { localCredentials } from '../../support/aws/local-dynamodb.ts';

/** The local server always does a whole batch; under load DynamoDB hands some of it back. */
const client = DynamoDBDocumentClient.from(new DynamoDBClient(localCredentials));
const dynamo = mockClient(client);
const key = (n: number) => ({ pk: `p${n}`, sk: 's' });
const keys = (count: number) => Array.from({ length: count }, (_, n) => key(n));
beforeEach(() => {
  dynamo.reset();
});

describe('a batch', () => {
  it('that is read in part is asked for again, only what is left', async () => {
    dynamo
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { t: [key(0)] }, UnprocessedKeys: { t: { Keys: [key(1), key(2)] } } })
      .resolvesOnce({ Responses: { t: [key(1), key(2)] } });
    expect(await getBatch(client, 't', keys(3))).toEqual(keys(3));
    expect(dynamo.commandCalls(BatchGetCommand)[1]?.args[0].input.RequestItems?.t?.Keys).toEqual([key(1), key(2)]);
  });

  it('is cut to what one call takes', async () => {
    dynamo.on(BatchGetCommand).resolves({});
    dynamo.on(BatchWriteCommand).resolves({});
    await getBatch(client, 't', keys(201));
    await deleteBatch(client, 't', keys(51));
    expect(dynamo.commandCalls(BatchGetCommand)).toHaveLength(3);
    expect(dynamo.commandCalls(BatchWriteCommand)).toHaveLength(3);
  });

  it('that is deleted in part is sent again, and given up as throttled in the end', async () => {
    const left = { UnprocessedItems: { t: [{ DeleteRequest: { Key: key(1) } }] } };
    dynamo.on(BatchWriteCommand).resolvesOnce(left).resolvesOnce({});
    await deleteBatch(client, 't', keys(2));
    expect(dynamo.commandCalls(BatchWriteCommand)).toHaveLength(2);
    dynamo.on(BatchWriteCommand).resolves(left);
    await expect(deleteBatch(client, 't', keys(2))).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('of nothing makes no call', async () => {
    expect(await getBatch(client, 't', [])).toEqual([]);
    expect(dynamo.calls()).toHaveLength(0);
  });
});
