/**
 * Keeps what a slow load gave last, so that shards of a drop that was begun with an older model load it once and not one
 * by one. Whoever asks while it is being loaded shares the load; one that fails is forgotten, and tried anew when asked.
 */
export function keepLast<T>(load: (key: string) => Promise<T>): (key: string) => Promise<T> {
  let kept: { readonly key: string; readonly value: Promise<T> } | undefined;
  return async (key) => {
    if (kept?.key === key) return kept.value;
    const loading = { key, value: load(key) };
    kept = loading;
    try {
      return await loading.value;
    } catch (error) {
      if (kept === loading) kept = undefined;
      throw error;
    }
  };
}
