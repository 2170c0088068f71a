/** What lines are written to. */
interface Sink {
  write(text: string): unknown;
}

/** How long a line waits for others, ms. */
const gatherMs = 20;

/**
 * Gathers what is written within some milliseconds into one write: a busy server's log otherwise costs a call of the system
 * per line, or per turn of the event loop, and a change to the thread that makes it.
 */
export function gatheredLines(sink: Sink): Sink & { flush(): void } {
  let waiting = '';
  const flush = (): void => {
    const text = waiting;
    waiting = '';
    if (text !== '') sink.write(text);
  };
  return {
    write: (text) => {
      if (waiting === '') setTimeout(flush, gatherMs);
      waiting += text;
    },
    flush,
  };
}
