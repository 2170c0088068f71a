import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work goes on before it gives way, ms: not noticed by whoever waits. A turn costs some ten microseconds. */
const usualSliceMs = 2;

/**
 * Lets whatever else the process serves have its turn, unless this piece of work has given way just before.
 *
 * @param sliceMs - how long it goes on in between
 * @returns to be called again and again by one piece of work
 */
export function nowAndThen(sliceMs = usualSliceMs): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < sliceMs) return;
    await nextTurn();
    since = performance.now();
  };
}
