/** Whether there is not a single value in a row. */
export function isBlankRow(fields: readonly string[]): boolean {
  return fields.every((field) => field === '' || field.trim() === '');
}
