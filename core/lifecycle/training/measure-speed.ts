import type { Engine } from '../../scoring/engine.ts';

/** Customers that are timed: golden rows of the bundle. */
const timedCustomers = 200;
const rounds = 3;

/**
 * How long a score with reasons takes, one customer at a time, microseconds: the best of some rounds, since whatever else
 * the machine does only ever makes it slower.
 *
 * @param elapsedMs - time that only goes forward
 */
export function microsecondsPerCustomer(engine: Engine, elapsedMs: () => number): number {
  const customers = engine.bundle.golden.rows
    .slice(0, timedCustomers)
    .map(({ features: values }, at) => ({ customerId: `golden-${at}`, values, monthlyValueMinor: null }));
  const round = (): number => {
    const startedMs = elapsedMs();
    for (const customer of customers) engine.score([customer]);
    return ((elapsedMs() - startedMs) * 1000) / customers.length;
  };
  round(); // until the code is compiled
  return Math.min(...Array.from({ length: rounds }, round));
}
