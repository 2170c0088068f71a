import type { CsvBatch } from './csv-format.ts';
import type { CsvScanner, Scanned } from './kernel/csv/csv-scanner.ts';
import type { RowParser } from './row-parser.ts';
import { type ByteSegment, decodeLines } from './whole-lines.ts';

/** Rows that the scanner has found in a text, or rows that had to be read from it by the parser. */
export type SegmentPart =
  | { readonly by: 'scanner'; readonly scanned: Scanned; readonly text: ScannedText }
  | { readonly by: 'parser'; readonly batch: CsvBatch };

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text that a scanner was given. */
export class ScannedText {
  readonly #bytes: Uint8Array;
  /** Undefined where places of characters are not those of bytes. */
  readonly #text: string | undefined;

  constructor(bytes: Uint8Array, text: string) {
    this.#bytes = bytes;
    this.#text = text.length === bytes.length ? text : undefined;
  }

  /** The characters of some bytes. */
  slice(from: number, to: number): string {
    return this.#text?.slice(from, to) ?? utf8.decode(this.#bytes.subarray(from, to));
  }

  /** How many characters some bytes are. */
  lengthOf(from: number, to: number): number {
    return this.#text === undefined ? this.slice(from, to).length : to - from;
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
  const { text: whole, invalid } = decodeLines(bytes, newline.charCodeAt(0));
  if (parser.isWaiting || invalid.length > 0) {
    yield { by: 'parser', batch: parser.push(whole, invalid) };
    return;
  }
  const text = new ScannedText(bytes, whole);
  scanner.load(bytes);
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
