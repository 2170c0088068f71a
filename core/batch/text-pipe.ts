/** Characters that wait for the reader before the writer has to. */
const roomCharacters = 65_536;

/** Hands texts from the one who makes them to the one who stores them, holding no more than some tens of kilobytes. */
export class TextPipe {
  #waiting = '';
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wakeReader: () => void = () => undefined;
  #wakeWriter: () => void = () => undefined;

  /** Adds a text; waits while there is no room. @throws what the pipe was broken with */
  async write(text: string): Promise<void> {
    this.#waiting += text;
    this.#wakeReader();
    while (this.#waiting.length > roomCharacters && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    }
    if (this.#failure) throw this.#failure.error;
  }

  /** Nothing more comes. */
  end(): void {
    this.#ended = true;
    this.#wakeReader();
  }

  /** Ends both sides with an error; the first one counts. */
  break(error: unknown): void {
    this.#failure ??= { error };
    this.#wakeReader();
    this.#wakeWriter();
  }

  /** What was written, to be read once. */
  async *read(): AsyncGenerator<string, void, undefined> {
    for (;;) {
      if (this.#failure) throw this.#failure.error;
      if (this.#waiting !== '') {
        const text = this.#waiting;
        this.#waiting = '';
        this.#wakeWriter();
        yield text;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wakeReader = resolve;
        });
      }
    }
  }
}
