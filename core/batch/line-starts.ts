/** Notes at which byte each line of a stream begins, while somebody else reads the stream. */
export class LineStarts {
  readonly #starts: number[] = [0];
  #firstLine = 1;
  #bytes = 0;
  #newline: number | undefined;
  #early: Uint8Array[] = [];

  /** The stream, noted as it is read. */
  async *watch(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of source) {
      if (this.#newline === undefined) this.#early.push(chunk);
      else this.#note(chunk, this.#newline);
      yield chunk;
    }
  }

  /** Tells what ends a line; to be called once, when the beginning of the stream has shown it. */
  endsWith(newline: '\n' | '\r'): void {
    this.#newline = newline.charCodeAt(0);
    for (const chunk of this.#early) this.#note(chunk, this.#newline);
    this.#early = [];
  }

  /** Bytes read so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Byte at which a line (1-based) begins. @throws {Error} for a line not read yet or forgotten */
  startOf(line: number): number {
    const start = this.#starts[line - this.#firstLine];
    if (start === undefined) throw new Error(`where line ${line} begins is not known`);
    return start;
  }

  /** Forgets the lines before this one. */
  forgetBefore(line: number): void {
    this.#starts.splice(0, line - this.#firstLine);
    this.#firstLine = line;
  }

  #note(chunk: Uint8Array, newline: number): void {
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) {
      this.#starts.push(this.#bytes + at + 1);
    }
    this.#bytes += chunk.length;
  }
}
