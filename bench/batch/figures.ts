/** Median and ends of what the rounds gave. */
export function spreadOf(figures: readonly number[]): { low: number; middle: number; high: number } {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return {
    low: sorted[0]!,
    middle: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
    high: sorted.at(-1)!,
  };
}

/** The median, and the ends if there are several. */
export function spreadInWords(figures: readonly number[], inWords: (figure: number) => string): string {
  const { low, middle, high } = spreadOf(figures);
  return figures.length === 1 ? inWords(middle) : `${inWords(middle)} (${inWords(low)}–${inWords(high)})`;
}

export const digits =
  (count: number) =>
  (figure: number): string =>
    figure.toFixed(count);

export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

export const pace = (rowsPerSecond: number): string =>
  rowsPerSecond >= 1e6 ? `${(rowsPerSecond / 1e6).toFixed(2)} M` : `${(rowsPerSecond / 1e3).toFixed(0)} k`;
