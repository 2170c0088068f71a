import { DomainError } from '../errors.ts';

const magics: readonly (readonly [prefix: string, what: string, advice: string])[] = [
  ['\x1f\x8b', 'gzip data', 'it was compressed twice, so unpack it once'],
  ['PK\x03\x04', 'a ZIP archive', 'unpack it and hand in the CSV file inside'],
  ['PAR1', 'a Parquet file', 'hand the file in itself, not packed or through a pipe: it is read from its end'],
  ['ARROW1', 'an Arrow file', 'export it as CSV'],
  ['%PDF', 'a PDF document', 'hand in the table behind it as CSV'],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook', 'save the sheet as "CSV UTF-8"'],
  ['SQLite format 3', 'an SQLite database', 'export the table as CSV'],
  ['\x28\xb5\x2f\xfd', 'Zstandard data', 'unpack it first; gzip is read as it is'],
  ['BZh', 'bzip2 data', 'unpack it first; gzip is read as it is'],
  ['\xfd7zXZ', 'xz data', 'unpack it first; gzip is read as it is'],
  ['\x89PNG', 'a picture', 'hand in the table as CSV'],
  ['\xff\xd8\xff', 'a picture', 'hand in the table as CSV'],
  ['\x7fELF', 'a program', 'hand in a CSV file'],
];

/**
 * Refuses what is no CSV text, by its first bytes.
 *
 * @throws {DomainError} `unreadable-file`, saying what the file looks like and what to do
 */
export function refuseForeignFile(head: Uint8Array): void {
  const start = latin1(head.subarray(0, 4_096));
  if (start.startsWith('PK\x03\x04') && /xl\/|\[Content_Types\]\.xml/.test(start)) {
    throw refused('an Excel workbook', 'save the sheet as "CSV UTF-8"');
  }
  for (const [prefix, what, advice] of magics) if (start.startsWith(prefix)) throw refused(what, advice);
  if (start.startsWith('\xff\xfe') || start.startsWith('\xfe\xff')) throw utf16();
  if (head.includes(0)) {
    const firstBytes = start.slice(0, 64);
    const everyOther = /^(?:[^\0]\0){8}/.test(firstBytes) || /^(?:\0[^\0]){8}/.test(firstBytes);
    throw everyOther ? utf16() : refused('binary data', 'hand in a CSV text file in UTF-8');
  }
  const text = start.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^(<!doctype|<html|<\?xml)/i.test(text)) throw refused('a web page or XML', 'hand in the table as CSV');
  if (/^[[{]\s*["{[\]}]/.test(text)) throw refused('JSON', 'hand in the table as CSV, or use the API');
}

function refused(what: string, advice: string): DomainError {
  return new DomainError('unreadable-file', `The file is not CSV text: it looks like ${what}. What to do: ${advice}.`);
}

function utf16(): DomainError {
  return refused('UTF-16 text', 'save it in UTF-8, which spreadsheets call "CSV UTF-8"');
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
