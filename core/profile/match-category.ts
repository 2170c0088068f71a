/**
 * A compiled match of texts with a list: to the letter, else without regard to case, else as equal plain numbers ("1.0"
 * is "1", which is how a column of 0 and 1 with gaps comes out of some tools).
 *
 * @returns the spelling of the list, or undefined where none matches
 */
export function categoryMatcher(values: readonly string[]): (trimmed: string) => string | undefined {
  const exact = new Set(values);
  const folded = new Map<string, string>();
  const numeric = new Map<number, string>();
  for (const value of values) {
    const fold = value.trim().toLowerCase();
    if (!folded.has(fold)) folded.set(fold, value);
    if (plainNumber.test(value) && !numeric.has(Number(value))) numeric.set(Number(value), value);
  }
  return (trimmed) => {
    if (exact.has(trimmed)) return trimmed;
    const match = folded.get(trimmed.toLowerCase());
    if (match !== undefined) return match;
    return numeric.size > 0 && plainNumber.test(trimmed) ? numeric.get(Number(trimmed)) : undefined;
  };
}

const plainNumber = /^-?\d+(\.\d+)?$/;
