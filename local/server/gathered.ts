/** Most weight that goes into one call: as many scores as one transaction should take. What weighs more goes alone. */
const mostTogether = 1_000;

/** A caller that waits for what becomes of its item. */
interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes one call of what several callers ask for in the same turn of the event loop: a commit waits for the disk, and may
 * as well do so for all of them. Nobody waits for callers who might come, and nobody is answered before the work is done.
 * Where the joint work fails everyone's is done again alone, so that each hears of its own failure only: what is done
 * twice has to leave the same.
 *
 * @param work - gives a result for each item, in order
 * @param weightOf - of an item; see {@link mostTogether}
 */
export function gathered<T, R>(
  work: (items: readonly T[]) => readonly R[] | Promise<readonly R[]>,
  weightOf: (item: T) => number = () => 1,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let weight = 0;

  const flush = (): void => {
    const together = waiting;
    waiting = [];
    weight = 0;
    if (together.length > 0) void doTogether(together, work);
  };

  return (item) =>
    new Promise((resolve, reject) => {
      const own = weightOf(item);
      if (weight + own > mostTogether) flush();
      // Other requests of this turn are still being read; this comes after them.
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ item, resolve, reject });
      weight += own;
    });
}

async function doTogether<T, R>(
  waiting: readonly Waiting<T, R>[],
  work: (items: readonly T[]) => readonly R[] | Promise<readonly R[]>,
): Promise<void> {
  let results: readonly R[];
  try {
    results = await work(waiting.map(({ item }) => item));
  } catch (error) {
    const [first, ...others] = waiting;
    if (others.length === 0) first?.reject(error);
    else for (const one of waiting) await doTogether([one], work);
    return;
  }
  for (const [place, { resolve }] of waiting.entries()) resolve(results[place]!);
}
