import { fdatasync } from 'node:fs';

/** Written since the last time that it was sent on, bytes. */
const usualPartBytes = 8 << 20;

/**
 * Sends a file on to the disk in parts while more of it is being written, so that little is left to wait for in the end. It
 * does not stand in for flushing the whole.
 */
export class FlushAhead {
  readonly #fd: number;
  readonly #partBytes: number;
  #written = 0;
  #flushing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param fd - open until {@link settled} has resolved */
  constructor(fd: number, partBytes = usualPartBytes) {
    this.#fd = fd;
    this.#partBytes = partBytes;
  }

  /** So many more bytes were written. */
  wrote(bytes: number): void {
    this.#written += bytes;
    if (this.#flushing || this.#failure || this.#written < this.#partBytes) return;
    this.#written = 0;
    this.#flushing = new Promise((resolve) => {
      fdatasync(this.#fd, (error) => {
        if (error) this.#failure = { error };
        this.#flushing = undefined;
        resolve();
      });
    });
  }

  /** Resolves when nothing is under way. @throws what the disk said, which it says once */
  async settled(): Promise<void> {
    await this.#flushing;
    if (this.#failure) throw this.#failure.error;
  }
}
