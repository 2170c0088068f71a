/** What lines are written to. */
interface Sink {
  write(text: string): unknown;
}

/**
 * Gathers what is written in one turn of the event loop into one write: a busy server's log otherwise costs a call of the
 * system per line.
 */
export function turnLines(sink: Sink): Sink & { flush(): void } {
  let waiting = '';
  const flush = (): void => {
    const text = waiting;
    waiting = '';
    if (text !== '') sink.write(text);
  };
  return {
    write: (text) => {
      if (waiting === '') setImmediate(flush);
      waiting += text;
    },
    flush,
  };
}
