/**
 * The values at 0, 0.1, … 100 % of some numbers, between two of them on the straight line: as `percentileOf` reads them.
 *
 * @param values - at least one
 */
export function quantilesOf(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return Array.from({ length: 1001 }, (_, index) => {
    const place = (index / 1000) * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? below;
    return below + (place - Math.floor(place)) * (above - below);
  });
}
