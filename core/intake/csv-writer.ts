/**
 * Writing CSV (RFC 4180, LF). Two kinds of lines: {@link csvLine} is exact and meant for machines; {@link spreadsheetLine}
 * is for files that people open in a spreadsheet, where a text that begins like a formula would be run.
 */

/** A field as it stands in a file: in quotes if it holds the delimiter, a quote or a line end, or a blank at an end. */
export function csvField(text: string, delimiter = ','): string {
  const quoted =
    text.includes('"') ||
    text.includes(delimiter) ||
    text.includes('\n') ||
    text.includes('\r') ||
    /^\s|\s$/.test(text);
  return quoted ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One row with its LF. A row of one empty field is written `""`, because a blank line is no row. */
export function csvLine(fields: readonly string[], delimiter = ','): string {
  if (fields.length === 1 && fields[0] === '') return '""\n';
  let line = '';
  for (const [index, field] of fields.entries()) line += (index === 0 ? '' : delimiter) + csvField(field, delimiter);
  return `${line}\n`;
}

// What Excel, LibreOffice and Google Sheets take for a formula, tab and CR included (OWASP, "CSV Injection"); the
// full-width signs are read as the plain ones by East Asian settings.
const formulaStart = /^[\s\u00a0]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;
const plainNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/**
 * A text made safe for spreadsheets: an apostrophe goes before what would be taken for a formula. Plain numbers such as
 * -12.5 are left as they are. The change is visible and one-sided, so whoever needs ids to the letter uses JSON output.
 */
export function spreadsheetText(text: string): string {
  return formulaStart.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/** The text that {@link spreadsheetText} was made of; only a text that itself began with apostrophe and formula is another. */
export function textOfSpreadsheet(text: string): string {
  const rest = text.slice(1);
  return text.startsWith("'") && spreadsheetText(rest) === text ? rest : text;
}

/** One row for people: texts made safe by {@link spreadsheetText}, numbers in their shortest form, null empty. */
export function spreadsheetLine(cells: readonly (string | number | null)[]): string {
  return csvLine(
    cells.map((cell) => (typeof cell === 'string' ? spreadsheetText(cell) : cell === null ? '' : `${cell}`)),
  );
}
