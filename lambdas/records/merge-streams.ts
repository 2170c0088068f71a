/**
 * Merges streams that are each in ascending order into one that is.
 *
 * The first item of every stream is asked for at once; after that, one stream at a time, so that nothing is read that
 * nobody takes.
 */
export async function* mergeStreams<T>(
  streams: readonly AsyncIterator<T, undefined>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T, undefined> {
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let least = -1;
    let item: T | undefined;
    for (const [index, head] of heads.entries()) {
      if (head.done || (item !== undefined && compare(head.value, item) >= 0)) continue;
      least = index;
      item = head.value;
    }
    const stream = streams[least];
    if (item === undefined || !stream) return undefined;
    yield item;
    heads[least] = await stream.next();
  }
}
