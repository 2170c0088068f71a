import type { CsvBatch } from './csv-format.ts';
import type { CsvScanner, Scanned } from './kernel/csv/csv-scanner.ts';
import type { RowParser } from './row-parser.ts';
import { type ByteSegment, decodeLines } from './whole-lines.ts';

/** Rows that the scanner has found in a text, or rows that had to be read from it by the parser. */
export type SegmentPart =
  | { readonly by: 'scanner'; readonly scanned: Scanned; readonly text: ScannedText }
  | { readonly by: 'parser'; readonly batch: CsvBatch };

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** From so many slices of an ASCII text on, it is cheaper to make a string of all of it. */
const fewSlices = 16;

/** The text that a scanner was given. */
export class ScannedText {
  readonly #bytes: Uint8Array;
  readonly #isAscii: boolean;
  #slices = 0;
  /** Of ASCII text, where places of characters are those of bytes. */
  #text: string | undefined;

  /** @param bytes - valid UTF-8 */
  constructor(bytes: Uint8Array, isAscii: boolean) {
    this.#bytes = bytes;
    this.#isAscii = isAscii;
  }

  /** The characters of some bytes. */
  slice(from: number, to: number): string {
    if (this.#isAscii && this.#text === undefined && ++this.#slices > fewSlices) this.#text = utf8.decode(this.#bytes);
    return this.#text?.slice(from, to) ?? utf8.decode(this.#bytes.subarray(from, to));
  }

  /** How many characters some bytes are. */
  lengthOf(from: number, to: number): number {
    return this.#isAscii ? to - from : this.slice(from, to).length;
  }
}

/**
 * Reads a segment by the scanner as far as it goes, and the rest of it by the parser, which also keeps count of lines. While
 * a part found by the scanner is handled, `parser.line` is the line on which it begins.
 */
export function* scanSegment(
  segment: ByteSegment,
  newline: string,
  { parser, scanner }: { readonly parser: RowParser; readonly scanner: CsvScanner },
): Generator<SegmentPart, void, undefined> {
  if (segment.kind === 'too-long') {
    yield { by: 'parser', batch: parser.pushTooLong(segment.shown) };
    return;
  }
  const { bytes } = segment;
  scanner.load(bytes);
  const { isAscii } = scanner;
  if (parser.isWaiting || !isAscii) {
    const { text: whole, invalid } = decodeLines(bytes, newline.charCodeAt(0));
    if (parser.isWaiting || invalid.length > 0) {
      yield { by: 'parser', batch: parser.push(whole, invalid) };
      return;
    }
  }
  const text = new ScannedText(bytes, isAscii);
  for (let at = 0; at < bytes.length; ) {
    const scanned = scanner.scan(at, parser.line);
    yield { by: 'scanner', scanned, text };
    parser.goTo(parser.line + scanned.lines, text.lengthOf(at, scanned.stoppedAt));
    at = scanned.stoppedAt;
    if (!scanned.hard) continue;
    yield { by: 'parser', batch: parser.push(text.slice(at, bytes.length)) };
    return;
  }
}
