/** Does one piece of work after another, in the order in which it came. */
export class Lane {
  #last: Promise<void> = Promise.resolve();

  /** Adds work to the end. It must not throw. */
  add(work: () => Promise<void>): void {
    this.#last = this.#last.then(work);
  }

  /** Resolves when all that was added so far is done. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
