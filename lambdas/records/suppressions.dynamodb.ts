import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalAddress } from '../../core/outreach/canonical-address.ts';
import type { Suppressions } from '../../core/ports.ts';
import type { ItemKey, RecordsTable } from './records-table.ts';

const Stored = z.object({ reason: z.enum(['bounce', 'complaint']), at: z.iso.datetime() });

/** Suppressed addresses in DynamoDB; see {@link Suppressions}. They stay until they are removed. */
export function dynamoSuppressions(table: RecordsTable): Suppressions {
  return {
    add: async ({ address, reason, at }) => {
      await table.put({ ...keyOf(address), reason, at }, { expression: 'attribute_not_exists(#pk)' });
    },
    get: async (address) => {
      const item = await table.get(keyOf(address));
      return item === undefined ? undefined : Stored.parse(item);
    },
    remove: (address) => table.delete(keyOf(address), { expression: 'attribute_exists(#pk)' }),
  };
}

function keyOf(address: string): ItemKey {
  const hash = createHash('sha256').update(canonicalAddress(address)).digest('hex');
  return { pk: `SUPPRESSED#${hash}`, sk: 'SUPPRESSED' };
}
