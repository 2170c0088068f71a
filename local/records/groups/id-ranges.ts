/** A customer's id and key. */
export type Entry = readonly [customerId: string, key: number];

/** Ids that ranges are drawn from, for each of them. */
const sampledForRange = 64;

/** Parts customers by ranges of their ids, ascending, so that each range holds about as many as are wanted of it. */
export function rangesOfIds(entries: readonly Entry[], wanted: number): Entry[][] {
  const count = Math.ceil(entries.length / wanted);
  const step = Math.max(1, Math.floor(entries.length / (count * sampledForRange)));
  const sample = entries.filter((_, place) => place % step === 0).map(([customerId]) => customerId);
  sample.sort();
  const starts = Array.from({ length: count }, (_, i) => sample[Math.floor((i * sample.length) / count)]!);
  const ranges: Entry[][] = starts.map(() => []);
  for (const entry of entries) ranges[Math.max(0, lastNotAfter(starts, entry[0]))]!.push(entry);
  return ranges;
}

/** The place of the last of some ascending texts that does not come after another; −1 if all do. */
function lastNotAfter(texts: readonly string[], text: string): number {
  let [from, to] = [0, texts.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (texts[middle]! <= text) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}
