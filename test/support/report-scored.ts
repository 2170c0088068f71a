/** One test customer of a simulated model. */
export interface Scored {
  readonly probability: number;
  readonly left: 0 | 1;
}

/** A figure with a rough interval. */
export const around = (value: number, half: number, least = 0, most = 1) => ({
  value,
  low: Math.max(least, value - half),
  high: Math.min(most, value + half),
});

export function tenths(scored: readonly Scored[]): Scored[][] {
  const cut = (at: number) => Math.round((at * scored.length) / 10);
  return Array.from({ length: 10 }, (_, at) => scored.slice(cut(at), cut(at + 1)));
}

/** Leavers among the first n customers, for each n from 0. */
export function cumulative(scored: readonly Scored[]): number[] {
  let found = 0;
  return [0, ...scored.map((one) => (found += one.left))];
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
