import type { CustomerRecords } from '../../ports.ts';
import type { FeatureValues } from '../../profile/profile.ts';
import type { ScoringModel } from '../../scoring/scoring-model.ts';
import { measureBlastRadius } from './blast-radius.ts';
import type { BlastRadius } from './gate-decision.ts';

/** Most current customers that are scored anew: shares are then known to within one percentage point. */
export const mostCompared = 20_000;

/** Customers per page; the most that a list gives. */
const pageSize = 200;

export interface CurrentCustomersPorts {
  readonly customers: Pick<CustomerRecords, 'everyNth' | 'getMany' | 'list' | 'tierTotals'>;
  /** Lets whatever else the process serves have its turn; awaited after every page. */
  readonly nextTurn?: (() => Promise<void>) | undefined;
}

/**
 * What a promotion would change for the current customers, by the newest values known of each. Of many customers every
 * k-th is taken: in the order in which the records hold them, or, where those know no quicker way than walking through the
 * list, in the order of their probability.
 *
 * @param most - customers compared
 * @returns undefined where there are no customers
 */
export async function measureOnCurrentCustomers(
  models: { readonly champion: ScoringModel; readonly challenger: ScoringModel },
  ports: CurrentCustomersPorts,
  most = mostCompared,
): Promise<BlastRadius | undefined> {
  const totals = await ports.customers.tierTotals();
  const customers = totals.high.customers + totals.medium.customers + totals.low.customers;
  if (customers === 0) return undefined;
  return measureBlastRadius(spreadOut(ports, Math.max(1, Math.ceil(customers / most))), models, customers);
}

/** The values of every `step`-th customer. */
async function* spreadOut(
  { customers, nextTurn }: CurrentCustomersPorts,
  step: number,
): AsyncGenerator<readonly FeatureValues[]> {
  if (customers.everyNth) {
    for await (const values of customers.everyNth(step)) {
      yield values;
      await nextTurn?.();
    }
    return;
  }
  let cursor: string | undefined;
  let place = 0;
  do {
    const page = await customers.list({ segments: {}, sort: 'probability', limit: pageSize, cursor });
    const ids = page.items.map(({ customerId }) => customerId).filter(() => place++ % step === 0);
    const records = ids.length === 0 ? [] : await customers.getMany(ids);
    yield records.flatMap((record) => (record ? [record.latest.features] : [])); // who was erased meanwhile is gone
    await nextTurn?.();
    cursor = page.cursor;
  } while (cursor !== undefined);
}
