import type { CustomerQuery } from './customer-record.ts';

/** Names a customer list by all that shapes its order, so that a cursor of one fits no other; the same in every home. */
export function customerListName({ tier, sort, segments }: CustomerQuery): string {
  const sorted = Object.entries(segments).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(['customers', tier ?? null, sort, sorted]);
}
