import type { Receipt } from './receipt.ts';

/** Stands where something of an erased customer stood. */
export const erased = '(erased)';

/**
 * A receipt without the quarantined rows of one customer: their place and code stay, what stood in them goes.
 *
 * @param customerId - looked for as a whole field, so that erasing `4` does not empty every row with a 4 in a number
 * @returns undefined where the receipt holds nothing of the customer
 */
export function forgetCustomer(receipt: Receipt, customerId: string): Receipt | undefined {
  if (!receipt.quarantineSample.some(({ row }) => mentions(row, customerId))) return undefined;
  return {
    ...receipt,
    quarantineSample: receipt.quarantineSample.map((quarantined) =>
      mentions(quarantined.row, customerId)
        ? {
            ...quarantined,
            row: erased,
            issues: quarantined.issues.map((issue) => ({ ...issue, found: erased })),
          }
        : quarantined,
    ),
  };
}

/**
 * Whether a row that cannot be taken apart bears a customer's id as a whole field, by any usual delimiter.
 */
export function mentions(row: string, customerId: string): boolean {
  const fields = row.split(/[,;\t|\n\r]/).map((field) => field.trim().replaceAll(/^"|"$/g, ''));
  return row.trim() === customerId || fields.includes(customerId);
}
