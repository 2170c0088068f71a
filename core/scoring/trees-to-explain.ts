import type { ColumnMap } from './column-map.ts';
import type { PreorderTrees } from './preorder-trees.ts';
import type { ShapPlan } from './tree-shap.ts';

/** Trees of a model whose contributions are wanted. */
export interface TreesToExplain {
  readonly trees: PreorderTrees;
  readonly plan: ShapPlan;
  /** Which of the trees; others are not looked at. */
  readonly chosen: readonly number[];
  /** Factor of all contributions: 1, or for a forest 1 / number of trees. */
  readonly scale: number;
  readonly columns: ColumnMap;
}

/**
 * Writes contributions: float32 rows of `columnCount` values in (NaN is missing), `featureCount` values a row out.
 *
 * @param areColumns - whether the values in come column after column instead
 */
export type ExplainRows = (rows: Float32Array, out: Float64Array, areColumns?: boolean) => void;
