import { z } from 'zod';
import type { CustomerRecords } from '../../core/ports.ts';
import { noValueAtRisk, tierShards } from './customer-item.ts';
import { numberOfDescendingKey } from './ordered-key.ts';
import type { RecordsTable } from './records-table.ts';

const Entry = z.object({ valueKey: z.string() });

/**
 * Customers and value at risk per tier, added up from the index by value, all shards at once.
 *
 * Not kept in counters: a counter and a customer cannot be written together without a transaction, so a crash between
 * the two would leave it wrong for good, as would items that DynamoDB removes by their time to live; and one item that
 * every score updates is a hot key. The index holds keys only and the amount is in the key: a million customers are
 * about 150 MB, some 20,000 read units (half a cent), 6 calls of 1 MB per shard.
 */
export async function tierTotals(table: RecordsTable): ReturnType<CustomerRecords['tierTotals']> {
  const totals = {
    high: { customers: 0, valueAtRiskMinor: 0 },
    medium: { customers: 0, valueAtRiskMinor: 0 },
    low: { customers: 0, valueAtRiskMinor: 0 },
  };
  await Promise.all(
    tierShards(undefined).map(async ({ tier, partition }) => {
      for await (const item of table.query({ index: 'byValue', partition, attributes: ['valueKey'] })) {
        const valueAtRisk = numberOfDescendingKey(Entry.parse(item).valueKey);
        totals[tier].customers += 1;
        if (valueAtRisk !== noValueAtRisk) totals[tier].valueAtRiskMinor += valueAtRisk;
      }
    }),
  );
  return totals;
}
