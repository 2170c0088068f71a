import { availableParallelism } from 'node:os';

/** Threads at most: more would wait for the one that records, or writes, what comes of their work. */
export const mostThreads = 16;

/** Size of a file that is worth starting threads for, bytes: that takes as long as scoring so many. */
export const leastThreadedBytes = 1 << 22;

/** Cores that this process may use, as far as there is use for them. */
export function usableCores(): number {
  return Math.min(availableParallelism(), mostThreads);
}
