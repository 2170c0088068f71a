import type { Encoder } from './bundle.ts';
import { columnsOf } from './check-model.ts';

/** Which feature each encoded column belongs to: a category has several, a number one or two. */
export interface ColumnMap {
  readonly columnCount: number;
  readonly featureCount: number;
  /** Position of the feature in the encoder's order, for each column. */
  readonly featureOfColumn: Uint32Array;
}

export function columnMapOf({ columnCount, features }: Pick<Encoder, 'columnCount' | 'features'>): ColumnMap {
  const featureOfColumn = new Uint32Array(columnCount);
  for (const [i, encoding] of features.entries()) {
    for (const column of columnsOf(encoding)) featureOfColumn[column] = i;
  }
  return { columnCount, featureCount: features.length, featureOfColumn };
}
