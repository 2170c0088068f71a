import { isDeepStrictEqual } from 'node:util';
import { Receipt } from '../../core/intake/receipt.ts';
import type { DropRecords } from '../../core/ports.ts';
import { DocumentList } from './document-list.ts';
import type { RecordsTable } from './records-table.ts';

export function receiptList(table: RecordsTable): DocumentList<Receipt> {
  return new DocumentList(table, 'drops', Receipt);
}

/** Receipts in DynamoDB; see {@link DropRecords}. */
export function dynamoDropRecords(table: RecordsTable): DropRecords {
  const receipts = receiptList(table);
  return {
    put: (receipt) => receipts.put(receipt.dropId, receipt.receivedAt, receipt),
    putUnlessDone: (receipt) =>
      receipts.putUnless(receipt.dropId, receipt.receivedAt, receipt, (kept) => kept?.state === 'done'),
    replace: (seen, receipt) =>
      receipts.putUnless(receipt.dropId, receipt.receivedAt, receipt, (kept) => !isDeepStrictEqual(kept, seen)),
    get: (dropId) => receipts.get(dropId),
    list: (page) => receipts.list(page),
  };
}
