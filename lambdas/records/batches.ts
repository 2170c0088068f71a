import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { ItemKey } from './records-table.ts';

/** Most that DynamoDB takes in one call. */
const mostPerCall = { get: 100, write: 25 } as const;
/** Rounds for what DynamoDB hands back undone: 25 ms doubling each time, about 3 s in all. */
const rounds = 7;

const Key = z.object({ pk: z.string(), sk: z.string() });

/** Reads items by key, consistently; those that do not exist are left out. */
export async function getBatch(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly ItemKey[],
): Promise<unknown[]> {
  const found: unknown[] = [];
  await inRounds(keys, mostPerCall.get, async (part) => {
    const answer = await client.send(
      new BatchGetCommand({
        RequestItems: { [table]: { Keys: part.map(({ pk, sk }) => ({ pk, sk })), ConsistentRead: true } },
      }),
    );
    found.push(...(answer.Responses?.[table] ?? []));
    return z.array(Key).parse(answer.UnprocessedKeys?.[table]?.Keys ?? []);
  });
  return found;
}

/** Deletes items by key; those that do not exist are fine. */
export async function deleteBatch(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly ItemKey[],
): Promise<void> {
  await inRounds(keys, mostPerCall.write, async (part) => {
    const answer = await client.send(
      new BatchWriteCommand({
        RequestItems: { [table]: part.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })) },
      }),
    );
    return (answer.UnprocessedItems?.[table] ?? []).map((request) => Key.parse(request.DeleteRequest?.Key));
  });
}

/**
 * The SDK repeats calls that were refused; a batch that was taken in part is for the caller to repeat.
 *
 * @throws {Error} named `ThrottlingException`, as DynamoDB names it, where something is left after all rounds
 */
async function inRounds(
  keys: readonly ItemKey[],
  perCall: number,
  send: (part: readonly ItemKey[]) => Promise<ItemKey[]>,
): Promise<void> {
  let left = keys;
  for (let round = 0; round < rounds && left.length > 0; round += 1) {
    if (round > 0) await sleep(25 * 2 ** (round - 1) * (0.5 + Math.random()));
    const undone: ItemKey[] = [];
    for (let start = 0; start < left.length; start += perCall) {
      undone.push(...(await send(left.slice(start, start + perCall))));
    }
    left = undone;
  }
  if (left.length === 0) return;
  const error = new Error(`DynamoDB left ${left.length} of ${keys.length} items of a batch undone`);
  error.name = 'ThrottlingException';
  throw error;
}
