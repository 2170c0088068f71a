import { type CsvDelimiter, sniffedDelimiters } from './csv-format.ts';
import { RowParser } from './row-parser.ts';

export interface Dialect {
  readonly delimiter: CsvDelimiter;
  readonly newline: '\n' | '\r';
  /** Characters before the header that are no part of the table: the `sep=;` line that Excel writes and reads. */
  readonly skip: number;
}

/**
 * Finds out delimiter and line ends from the beginning of a file. The delimiter is the one by which most rows have as
 * many fields as the header, the more the better; a comma where none splits the header.
 */
export function sniffDialect(head: string, wanted?: CsvDelimiter): Dialect {
  const newline = sniffNewline(head);
  const separatorLine = /^"?sep=(.)"?[\r\n]+/i.exec(head);
  const skip = separatorLine?.[0].length ?? 0;
  const delimiter = wanted ?? separatorLine?.[1] ?? sniffDelimiter(head.slice(skip), newline);
  return { delimiter, newline, skip };
}

/** The first line end outside quotes tells: LF (alone or after CR), or CR alone. */
function sniffNewline(head: string): '\n' | '\r' {
  let quoted = false;
  for (let at = 0; at < head.length; at += 1) {
    const character = head[at];
    if (character === '"') quoted = !quoted;
    if (quoted) continue;
    if (character === '\n') return '\n';
    if (character === '\r') return /^\r+\n/.test(head.slice(at, at + 8)) ? '\n' : '\r';
  }
  return head.includes('\n') || !head.includes('\r') ? '\n' : '\r';
}

function sniffDelimiter(head: string, newline: '\n' | '\r'): CsvDelimiter {
  // The last line may be cut off in the middle.
  const whole = head.slice(0, head.lastIndexOf(newline) + 1) || head;
  let best: CsvDelimiter = ',';
  let bestScore = 0;
  for (const delimiter of sniffedDelimiters) {
    const parser = new RowParser(delimiter, newline);
    const { rows, bad } = parser.push(whole);
    const columns = parser.header?.length ?? 0;
    if (columns < 2) continue;
    const fitting = (rows.length + 1) / (rows.length + bad.length + 1);
    const score = fitting * Math.log2(columns + 1);
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}
