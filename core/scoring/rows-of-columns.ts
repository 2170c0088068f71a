/**
 * Turns columns into rows.
 *
 * @param columns - column after column, `rowCount` values each
 * @returns row after row
 */
export function rowsOfColumns(columns: Float32Array, rowCount: number): Float32Array {
  const rows = new Float32Array(columns.length);
  const columnCount = columns.length / Math.max(1, rowCount);
  for (let column = 0, at = 0; column < columnCount; column++) {
    for (let row = 0, to = column; row < rowCount; row++, at++, to += columnCount) rows[to] = columns[at]!;
  }
  return rows;
}
