/** Customers' ids and keys, place by place. */
export interface KeyedIds {
  readonly customerIds: string[];
  readonly keys: number[];
}

/** Ids that ranges are drawn from, for each of them. */
const sampledForRange = 64;

/** Parts customers by ranges of their ids, ascending, so that each range holds about as many as are wanted of it. */
export function rangesOfIds({ customerIds, keys }: KeyedIds, wanted: number): KeyedIds[] {
  const count = Math.ceil(customerIds.length / wanted);
  const step = Math.max(1, Math.floor(customerIds.length / (count * sampledForRange)));
  const sample = customerIds.filter((_, place) => place % step === 0);
  sample.sort();
  const starts = Array.from({ length: count }, (_, i) => sample[Math.floor((i * sample.length) / count)]!);
  const ranges = starts.map((): KeyedIds => ({ customerIds: [], keys: [] }));
  for (let place = 0; place < customerIds.length; place++) {
    const customerId = customerIds[place]!;
    const range = ranges[Math.max(0, lastNotAfter(starts, customerId))]!;
    range.customerIds.push(customerId);
    range.keys.push(keys[place]!);
  }
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
