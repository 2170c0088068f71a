import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { recordsTable } from '../../lambdas/records/table.ts';
import { type Lifetime, removalPolicyOf } from '../shared/lifetime.ts';

export interface RecordsTableProps extends Lifetime {
  /** Key of this account; left out: DynamoDB's own. */
  readonly key: IKey | undefined;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** All records, with the keys and indexes that the code reads them by. Any second of the last 35 days can be had back. */
export class RecordsTable extends TableV2 {
  constructor(scope: Construct, id: string, { key, keep }: RecordsTableProps) {
    super(scope, id, {
      partitionKey: text(recordsTable.partitionKey),
      sortKey: text(recordsTable.sortKey),
      billing: Billing.onDemand(),
      encryption: key ? TableEncryptionV2.customerManagedKey(key) : TableEncryptionV2.dynamoOwnedKey(),
      timeToLiveAttribute: recordsTable.timeToLive,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keep,
      removalPolicy: removalPolicyOf({ keep }),
      globalSecondaryIndexes: Object.entries(recordsTable.indexes).map(
        ([indexName, { partitionKey, sortKey, projection }]) => ({
          indexName,
          partitionKey: text(partitionKey),
          sortKey: text(sortKey),
          projectionType: projection === 'ALL' ? ProjectionType.ALL : ProjectionType.KEYS_ONLY,
        }),
      ),
    });
  }
}
