/** UTC to the second without punctuation: `20261122T101502Z`. */
export function compactTime(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
