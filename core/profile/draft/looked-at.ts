import type { ColumnKind } from './guess-kind.ts';
import type { SampledColumn } from './sample-columns.ts';

/** A column with what was found out about it. */
export interface LookedAt {
  readonly column: SampledColumn;
  readonly kind: ColumnKind;
  /** Words of the name, see nameKey. */
  readonly key: string;
}

/** A number for people: 12,345. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** A share for people: 12.3 %. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Share of the values that occur once only or are alone in their row: 1 = every row has its own. */
export const uniqueShare = ({ column }: LookedAt): number => column.texts.length / Math.max(1, column.present);
