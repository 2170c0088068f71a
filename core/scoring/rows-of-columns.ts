/**
 * Turns columns into rows.
 *
 * @param columns - column after column, `rowCount` values each
 * @param rows - where they go, row after row; made where it is left out
 */
export function rowsOfColumns(
  columns: Float32Array,
  rowCount: number,
  rows: Float32Array = new Float32Array(columns.length),
): Float32Array {
  const columnCount = columns.length / Math.max(1, rowCount);
  for (let column = 0, at = 0; column < columnCount; column++) {
    for (let row = 0, to = column; row < rowCount; row++, at++, to += columnCount) rows[to] = columns[at]!;
  }
  return rows;
}
