/** Keeps the newest result of a slow load, so that shards of a drop begun with an older model load it once a container. */
export function keepLast<T>(load: (key: string) => Promise<T>): (key: string) => Promise<T> {
  let kept: { readonly key: string; readonly value: T } | undefined;
  return async (key) => {
    if (kept?.key !== key) kept = { key, value: await load(key) };
    return kept.value;
  };
}
