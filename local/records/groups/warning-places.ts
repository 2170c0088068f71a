import type { ScoredRows } from '../../../core/scoring/scored-rows.ts';

/** Places of each row's warnings. */
export function warningPlaces({ warnings: { rows } }: ScoredRows): (row: number) => readonly number[] {
  const none: number[] = [];
  const found = new Map<number, number[]>();
  for (let i = 0; i < rows.length; i++) {
    const places = found.get(rows[i]!);
    if (places) places.push(i);
    else found.set(rows[i]!, [i]);
  }
  return (row) => found.get(row) ?? none;
}
