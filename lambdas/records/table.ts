/** An index over the table; all its keys are strings. */
export interface RecordsIndex {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly projection: 'KEYS_ONLY' | 'ALL';
}

/*
 * The one table, as CDK makes it and as the tests make it locally. All keys are strings.
 *
 * | item           | pk            | sk                       | beside                                          |
 * | -------------- | ------------- | ------------------------ | ----------------------------------------------- |
 * | customer       | CUSTOMER#<id> | CUSTOMER                 | body (newest score, history), revision, 3 lists |
 * | timeline entry | CUSTOMER#<id> | TIME#<moment>#<entry id> | body                                            |
 * | its place      | CUSTOMER#<id> | ENTRY#<entry id>         | timeKey: the sk above, so that an entry is once |
 * | kept answer of | CUSTOMER#<id> | ANSWER#<key>             | which answers erasing the customer forgets      |
 * | receipt, run   | DROP#<id> …   | DOCUMENT                 | body; listed by time                            |
 * | audit entry    | AUDIT#<id>    | DOCUMENT                 | body; listed by time                            |
 * | model          | MODELS        | MODEL#<version>          | body                                            |
 * | scoring sheet  | SHEET#<version> | SHEET                  | body: what scores of a model have in common     |
 * | champion       | CHAMPION      | MOVE#<number>            | body; the highest number is the champion        |
 * | shadow         | SHADOW        | POINTER                  | body: the model that scores silently, until when |
 * | its tallies    | SHADOW#<version> | TALLY#<day>#<champion> | numbers that only grow                         |
 * | suppression    | SUPPRESSED#<hash> | SUPPRESSED         | reason, at; the hash is of the mail address      |
 * | idempotency    | KEY#<key>     | KEY                      | fingerprint, claimedAtMs, body (the answer)     |
 *
 * The design speaks of two customer indexes. The list is also sorted by probability, and an index costs one write unit
 * per entry where it holds keys only, so there are three; what a page shows is read from the customers themselves.
 * Customers of a tier are spread over shards by a hash of their id, and a list is merged from all of them: no tier is
 * a hot key, neither while a million scores are written nor while its totals are read.
 */
export const recordsTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Moment from which DynamoDB may remove an item, seconds since 1970. */
  timeToLive: 'expiresAt',
  indexes: {
    byValue: { partitionKey: 'tierShard', sortKey: 'valueKey', projection: 'KEYS_ONLY' },
    byProbability: { partitionKey: 'tierShard', sortKey: 'probabilityKey', projection: 'KEYS_ONLY' },
    byMovement: { partitionKey: 'tierShard', sortKey: 'movementKey', projection: 'KEYS_ONLY' },
    byTime: { partitionKey: 'list', sortKey: 'listedAt', projection: 'ALL' },
  },
} as const satisfies {
  partitionKey: string;
  sortKey: string;
  timeToLive: string;
  indexes: Readonly<Record<string, RecordsIndex>>;
};

export type RecordsIndexName = keyof typeof recordsTable.indexes;

/**
 * Partitions per tier. A partition takes 1,000 writes a second, so a tier takes 8,000. Changing it needs every
 * customer to be scored once more before lists are whole again.
 */
export const shardsPerTier = 8;
