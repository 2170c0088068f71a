import type { MainstayEvent } from '../../core/events.ts';
import type { CustomerRecords, Events } from '../../core/ports.ts';

/** Most that goes into one call: what one transaction of the records takes. A call larger than this goes alone. */
const mostTogether = 1_000;

/** A caller that waits for what becomes of its items. */
interface Waiting<T, R> {
  readonly items: readonly T[];
  readonly resolve: (results: readonly R[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes one call of what several callers ask for in the same turn of the event loop: a commit waits for the disk, and may
 * as well do so for all of them. Nobody waits for callers who might come, and nobody is answered before the work is done.
 * Where the joint work fails everyone's is done again alone, so that each hears of its own failure only: what is done
 * twice has to leave the same.
 *
 * @param work - gives a result for each item, in order
 */
export function gathered<T, R>(
  work: (items: readonly T[]) => Promise<readonly R[]>,
): (items: readonly T[]) => Promise<readonly R[]> {
  let waiting: Waiting<T, R>[] = [];
  let count = 0;

  const flush = (): void => {
    const together = waiting;
    waiting = [];
    count = 0;
    void doTogether(together, work);
  };

  return (items) =>
    new Promise((resolve, reject) => {
      if (count > 0 && count + items.length > mostTogether) flush();
      if (waiting.length === 0) {
        // Other requests of this turn are still being read; this comes after them.
        setImmediate(() => {
          if (waiting.length > 0) flush();
        });
      }
      waiting.push({ items, resolve, reject });
      count += items.length;
    });
}

async function doTogether<T, R>(
  waiting: readonly Waiting<T, R>[],
  work: (items: readonly T[]) => Promise<readonly R[]>,
): Promise<void> {
  if (waiting.length === 1) return doAlone(waiting[0]!, work);
  let results: readonly R[];
  try {
    results = await work(waiting.flatMap(({ items }) => items));
  } catch {
    for (const one of waiting) await doAlone(one, work);
    return;
  }
  let at = 0;
  for (const { items, resolve } of waiting) resolve(results.slice(at, (at += items.length)));
}

async function doAlone<T, R>(
  { items, resolve, reject }: Waiting<T, R>,
  work: (items: readonly T[]) => Promise<readonly R[]>,
): Promise<void> {
  try {
    resolve(await work(items));
  } catch (error) {
    reject(error);
  }
}

/** Records whose scores are put together with those of other requests; all else is as it was. */
export function gatheringRecords(customers: CustomerRecords): CustomerRecords {
  const putScores = gathered((scores: Parameters<CustomerRecords['putScores']>[0]) => customers.putScores(scores));
  return new Proxy(customers, {
    get: (target, name) => {
      if (name === 'putScores') return putScores;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Events that are handed over together with those of other requests. */
export function gatheringEvents(events: Events): Events {
  const publish = gathered(async (told: readonly MainstayEvent[]) => {
    await events.publish(...told);
    return told;
  });
  return {
    publish: async (...told) => {
      if (told.length > 0) await publish(told);
    },
  };
}
