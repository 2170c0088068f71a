import { z } from 'zod';
import { forgetCustomer } from '../../core/intake/forget-customer.ts';
import { customerPartition } from './customer-item.ts';
import { receiptList } from './drop-records.dynamodb.ts';
import { answerKey, answerPrefix } from './idempotency-store.dynamodb.ts';
import type { RecordsTable } from './records-table.ts';

const Key = z.object({ pk: z.string(), sk: z.string() });

/**
 * Removes all that the table holds on a customer; see `CustomerRecords.erase`. The customer's own item goes last: after a
 * crash in between, the same call again finds what is left.
 *
 * @returns whether anything was held
 */
export async function eraseCustomer(table: RecordsTable, customerId: string): Promise<boolean> {
  const held: z.infer<typeof Key>[] = [];
  for await (const item of table.query({ partition: customerPartition(customerId), attributes: ['pk', 'sk'] })) {
    held.push(Key.parse(item));
  }
  const answers = held.filter(({ sk }) => sk.startsWith(answerPrefix)).map(({ sk }) => sk.slice(answerPrefix.length));
  await table.deleteMany(answers.map(answerKey));
  await forgetQuarantined(table, customerId);
  await table.deleteMany(held.filter(({ sk }) => sk !== 'CUSTOMER'));
  await table.deleteMany(held.filter(({ sk }) => sk === 'CUSTOMER'));
  return held.length > 0;
}

/** Receipts show some of the rows that were set aside; one of them may be the customer's. */
async function forgetQuarantined(table: RecordsTable, customerId: string): Promise<void> {
  const receipts = receiptList(table);
  for await (const receipt of receipts.all()) {
    if (forgetCustomer(receipt, customerId)) {
      await receipts.update(receipt.dropId, (newest) => forgetCustomer(newest, customerId));
    }
  }
}
