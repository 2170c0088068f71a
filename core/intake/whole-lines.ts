import { maxRowLength, maxShownRow } from './csv-format.ts';

/** Some whole lines of a file (the last may lack its line end), or one line that is too long to be held. */
export type ByteSegment =
  | { readonly kind: 'lines'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-long'; readonly shown: string };

/** Lines as text. `invalid` counts those, from 0, that are not UTF-8; their bad bytes stand as U+FFFD. */
export interface DecodedLines {
  readonly text: string;
  readonly invalid: readonly number[];
}

// Small pieces are gathered so that a source of single bytes costs no more; large ones are cut so that memory stays flat.
const pieceBytes = 65_536;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Cuts a byte stream at line ends. Holds at most {@link maxRowLength} bytes and a piece.
 *
 * @param newline - the byte that ends a line, 10 (LF and CRLF) or 13 (CR)
 */
export async function* wholeLines(
  source: AsyncIterable<Uint8Array>,
  newline: number,
): AsyncGenerator<ByteSegment, void, undefined> {
  let pending: Uint8Array[] = []; // holds no line end
  let pendingBytes = 0;
  let skipping = false;
  for await (let piece of pieces(source)) {
    if (skipping) {
      const at = piece.indexOf(newline);
      if (at < 0) continue;
      skipping = false;
      piece = piece.subarray(at + 1);
    }
    const end = piece.lastIndexOf(newline) + 1;
    if (end > 0) {
      yield { kind: 'lines', bytes: join([...pending, piece.subarray(0, end)]) };
      pending = [];
      pendingBytes = 0;
    }
    if (end < piece.length) {
      pending.push(piece.subarray(end));
      pendingBytes += piece.length - end;
    }
    if (pendingBytes > maxRowLength) {
      yield { kind: 'too-long', shown: lenient.decode(join(pending).subarray(0, maxShownRow)) };
      pending = [];
      pendingBytes = 0;
      skipping = true;
    }
  }
  if (pendingBytes > 0) yield { kind: 'lines', bytes: join(pending) };
}

async function* pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    if (bytes === 0 && chunk.length >= pieceBytes) {
      for (let at = 0; at < chunk.length; at += pieceBytes * 4) yield chunk.subarray(at, at + pieceBytes * 4);
      continue;
    }
    gathered.push(chunk);
    bytes += chunk.length;
    if (bytes >= pieceBytes) {
      const whole = join(gathered);
      gathered = [];
      bytes = 0;
      for (let at = 0; at < whole.length; at += pieceBytes * 4) yield whole.subarray(at, at + pieceBytes * 4);
    }
  }
  if (bytes > 0) yield join(gathered);
}

/** @param newline - as for {@link wholeLines} */
export function decodeLines(bytes: Uint8Array, newline: number): DecodedLines {
  try {
    return { text: strict.decode(bytes), invalid: [] };
  } catch {
    return decodeLineByLine(bytes, newline);
  }
}

function decodeLineByLine(bytes: Uint8Array, newline: number): DecodedLines {
  let text = '';
  const invalid: number[] = [];
  for (let start = 0, line = 0; start < bytes.length; line += 1) {
    const at = bytes.indexOf(newline, start);
    const end = at < 0 ? bytes.length : at + 1;
    const one = bytes.subarray(start, end);
    try {
      text += strict.decode(one);
    } catch {
      text += lenient.decode(one);
      invalid.push(line);
    }
    start = end;
  }
  return { text, invalid };
}

/** One array of several, without copying where there is but one. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
