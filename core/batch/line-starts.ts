import { createByteCounter } from '../intake/kernel/csv/byte-counter.ts';

/** Some bytes of the stream. */
interface Part {
  /** Where they begin, bytes. */
  readonly start: number;
  /** Line that their first byte belongs to, 1-based. */
  readonly line: number;
  readonly bytes: Uint8Array;
}

/** Finds the byte at which a line of a stream begins, while somebody else reads the stream. Holds what was not yet forgotten. */
export class LineStarts {
  readonly #parts: Part[] = [];
  #line = 1;
  #bytes = 0;
  #newline = 0;
  #linesIn: ((bytes: Uint8Array) => number) | undefined;
  #early: Uint8Array[] = [];
  /** Room that is of no use any more. */
  #spare: Uint8Array | undefined;

  /** The stream, noted as it is read; a chunk is copied, since it may be done with when the next is asked for. */
  async *watch(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of source) {
      const copy = this.#copyOf(chunk);
      if (this.#linesIn === undefined) this.#early.push(copy);
      else this.#note(copy, this.#linesIn);
      yield chunk;
    }
  }

  /** Tells what ends a line; to be called once, when the beginning of the stream has shown it. */
  endsWith(newline: '\n' | '\r'): void {
    this.#newline = newline.charCodeAt(0);
    this.#linesIn = createByteCounter(this.#newline);
    for (const chunk of this.#early) this.#note(chunk, this.#linesIn);
    this.#early = [];
  }

  /** Bytes read so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Byte at which a line (1-based) begins. @throws {Error} for a line not read yet or forgotten */
  startOf(line: number): number {
    if (line === 1) return 0;
    const part = this.#parts.findLast((candidate) => candidate.line < line);
    const at = part ? afterEnds(part.bytes, this.#newline, line - part.line) : -1;
    if (part === undefined || at < 0) throw new Error(`where line ${line} begins is not known`);
    return part.start + at;
  }

  /** Forgets the lines before this one. */
  forgetBefore(line: number): void {
    const kept = this.#parts.findLastIndex((part) => part.line < line);
    if (kept <= 0) return;
    for (const { bytes } of this.#parts.splice(0, kept)) this.#spare = bytes;
  }

  #copyOf(chunk: Uint8Array): Uint8Array {
    const room = this.#spare;
    if (room === undefined || room.length < chunk.length) return chunk.slice();
    this.#spare = undefined;
    room.set(chunk);
    return room.subarray(0, chunk.length);
  }

  #note(bytes: Uint8Array, linesIn: (bytes: Uint8Array) => number): void {
    this.#parts.push({ start: this.#bytes, line: this.#line, bytes });
    this.#line += linesIn(bytes);
    this.#bytes += bytes.length;
  }
}

/** The place behind so many line ends, 1 or more; −1 where there are fewer. */
function afterEnds(bytes: Uint8Array, newline: number, count: number): number {
  let at = 0;
  for (let left = count; left > 0; left--) {
    const found = bytes.indexOf(newline, at);
    if (found < 0) return -1;
    at = found + 1;
  }
  return at;
}
