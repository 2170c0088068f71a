import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { deleteBatch, getBatch } from './batches.ts';
import { type RecordsIndexName, recordsTable } from './table.ts';

/** Key of an item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** An item as it is stored: keys, and what the table's description lists beside them. */
export type Item = ItemKey & Readonly<Record<string, unknown>>;

/** What must hold for a write. Attributes are written `#name`, values `:name`. */
export interface Condition {
  readonly expression: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Which items of one partition, in which order. At most one of `after`, `before`, `between`, `prefix`. */
export interface Wanted {
  readonly index?: RecordsIndexName;
  readonly partition: string;
  /** Sort keys above this one. */
  readonly after?: string | undefined;
  /** Sort keys below this one. */
  readonly before?: string | undefined;
  /** Both included. */
  readonly between?: readonly [low: string, high: string];
  readonly prefix?: string;
  readonly descending?: boolean;
  /** Items per call; the walk goes on all the same. */
  readonly pageSize?: number;
  readonly attributes?: readonly string[];
}

/** The one table, in the words that the adapters use. Reads of the table itself are consistent, those of an index cannot be. */
export class RecordsTable {
  readonly #client: DynamoDBDocumentClient;
  readonly #name: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
    this.#name = tableName;
  }

  async get(key: ItemKey): Promise<unknown> {
    const { Item: item } = await this.#client.send(
      new GetCommand({ TableName: this.#name, Key: { ...key }, ConsistentRead: true }),
    );
    return item;
  }

  /** The items that there are, in no order. */
  getMany(keys: readonly ItemKey[]): Promise<unknown[]> {
    return getBatch(this.#client, this.#name, keys);
  }

  /** Writes a whole item. @returns false, changing nothing, where the condition does not hold */
  put(item: Item, condition?: Condition): Promise<boolean> {
    return holds(
      this.#client.send(new PutCommand({ TableName: this.#name, Item: { ...item }, ...conditionOf(condition) })),
    );
  }

  /** Sets attributes of an item. @returns false, changing nothing, where the condition does not hold */
  set(key: ItemKey, attributes: Readonly<Record<string, unknown>>, condition: Condition): Promise<boolean> {
    const names = Object.keys(attributes);
    const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = conditionOf(condition);
    return holds(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#name,
          Key: { ...key },
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
          ConditionExpression,
          ExpressionAttributeNames: {
            ...ExpressionAttributeNames,
            ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
          },
          ExpressionAttributeValues: {
            ...ExpressionAttributeValues,
            ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
          },
        }),
      ),
    );
  }

  /** Adds numbers to those of an item, atomically; it is made if it is not there. A call repeated by the network adds twice. */
  async add(key: ItemKey, numbers: Readonly<Record<string, number>>): Promise<void> {
    const names = Object.keys(numbers);
    if (names.length === 0) return;
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#name,
        Key: { ...key },
        UpdateExpression: `ADD ${names.map((name) => `#${name} :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(Object.entries(numbers).map(([name, n]) => [`:${name}`, n])),
      }),
    );
  }

  /** @returns false, changing nothing, where the condition does not hold */
  delete(key: ItemKey, condition?: Condition): Promise<boolean> {
    return holds(
      this.#client.send(new DeleteCommand({ TableName: this.#name, Key: { ...key }, ...conditionOf(condition) })),
    );
  }

  deleteMany(keys: readonly ItemKey[]): Promise<void> {
    return deleteBatch(this.#client, this.#name, keys);
  }

  /** Walks through items of one partition; asks for the next page when it is needed. */
  async *query(wanted: Wanted): AsyncGenerator<unknown, undefined> {
    const { index, attributes, descending = false, pageSize } = wanted;
    const keys = index ? recordsTable.indexes[index] : recordsTable;
    const range = rangeOf(wanted);
    const names = { '#p': keys.partitionKey, ...(range ? { '#s': keys.sortKey } : {}) };
    let start: Record<string, unknown> | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#name,
          IndexName: index,
          ConsistentRead: index === undefined,
          KeyConditionExpression: range ? `#p = :p AND ${range.expression}` : '#p = :p',
          ExpressionAttributeNames: {
            ...names,
            ...Object.fromEntries((attributes ?? []).map((name) => [`#${name}`, name])),
          },
          ExpressionAttributeValues: { ':p': wanted.partition, ...range?.values },
          ProjectionExpression: attributes?.map((name) => `#${name}`).join(', '),
          ScanIndexForward: !descending,
          Limit: pageSize,
          ExclusiveStartKey: start,
        }),
      );
      yield* page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return undefined;
  }
}

function rangeOf({ after, before, between, prefix }: Wanted): Required<Condition> | undefined {
  if (after !== undefined) return { expression: '#s > :s', values: { ':s': after } };
  if (before !== undefined) return { expression: '#s < :s', values: { ':s': before } };
  if (between) return { expression: '#s BETWEEN :s AND :t', values: { ':s': between[0], ':t': between[1] } };
  if (prefix !== undefined) return { expression: 'begins_with(#s, :s)', values: { ':s': prefix } };
  return undefined;
}

interface ConditionInput {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

function conditionOf(condition: Condition | undefined): ConditionInput {
  if (!condition) return {};
  const names = new Set(condition.expression.match(/#\w+/g));
  return {
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: Object.fromEntries(Array.from(names, (name) => [name, name.slice(1)])),
    ...(condition.values ? { ExpressionAttributeValues: { ...condition.values } } : {}),
  };
}

async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
