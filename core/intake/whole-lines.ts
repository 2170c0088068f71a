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

// Chunks are gathered, so that a source of single bytes costs no more and what is done once for some thousands of rows, such
// as a commit, is not done for hundreds; and cut, so that memory stays flat.
const pieceBytes = 524_288;
/** The first rows are taken apart one by one to judge the file, and kept meanwhile: as few as that needs. */
const firstPieceBytes = 65_536;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Cuts a byte stream at line ends. Holds at most {@link maxRowLength} bytes and a piece.
 *
 * @param newline - the byte that ends a line, 10 (LF and CRLF) or 13 (CR)
 * @returns segments whose bytes are good until the next one is asked for
 */
export async function* wholeLines(
  source: AsyncIterable<Uint8Array>,
  newline: number,
): AsyncGenerator<ByteSegment, void, undefined> {
  const held = new HeldBytes();
  let skipping = false;

  /** What the bytes held so far hold, if they are to be looked at. */
  function* taken(): Generator<ByteSegment, void, undefined> {
    if (skipping) {
      const lineEnd = held.bytes.indexOf(newline);
      held.drop(lineEnd < 0 ? held.bytes.length : lineEnd + 1);
      if (lineEnd < 0) return;
      skipping = false;
    }
    const end = held.bytes.lastIndexOf(newline) + 1;
    if (end > 0) {
      yield { kind: 'lines', bytes: held.bytes.subarray(0, end) };
      held.drop(end);
    }
    if (held.bytes.length > maxRowLength) {
      yield { kind: 'too-long', shown: lenient.decode(held.bytes.subarray(0, maxShownRow)) };
      held.drop(held.bytes.length);
      skipping = true;
    }
  }

  let wanted = firstPieceBytes;
  let fresh = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + wanted);
      at += piece.length;
      held.add(piece);
      fresh += piece.length;
      if (fresh < wanted) continue;
      wanted = Math.min(2 * wanted, pieceBytes);
      fresh = 0;
      yield* taken();
    }
  }
  if (fresh > 0) yield* taken();
  if (held.bytes.length > 0) yield { kind: 'lines', bytes: held.bytes };
}

/** Bytes in one place, which is used again for those that come later. */
class HeldBytes {
  #room = new Uint8Array(pieceBytes);
  #length = 0;

  get bytes(): Uint8Array {
    return this.#room.subarray(0, this.#length);
  }

  add(more: Uint8Array): void {
    const length = this.#length + more.length;
    if (length > this.#room.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#room.length));
      larger.set(this.bytes);
      this.#room = larger;
    }
    this.#room.set(more, this.#length);
    this.#length = length;
  }

  /** Forgets the first bytes. */
  drop(count: number): void {
    this.#room.copyWithin(0, count, this.#length);
    this.#length -= count;
  }
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
