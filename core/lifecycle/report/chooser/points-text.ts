import type { ContactPoint } from './profit-choice.ts';

/** The list as text for an attribute of the page: points by `;`, their numbers by `,`; an empty place is no number. */
export function encodePoints(points: readonly ContactPoint[]): string {
  return points
    .map(({ share, recall, threshold, reached, reachedLow, reachedHigh }) =>
      [share, recall, threshold, reached, reachedLow, reachedHigh].map(inPlaces).join(','),
    )
    .join(';');
}

/** The points of {@link encodePoints}. */
export function decodePoints(text: string): ContactPoint[] {
  return text.split(';').map((point) => {
    const numbers = point.split(',').map((number) => (number === '' ? Number.NaN : Number(number)));
    const [share = 0, recall = 0, threshold = Number.NaN, reached = 0, reachedLow = 0, reachedHigh = 0] = numbers;
    return { share, recall, threshold, reached, reachedLow, reachedHigh };
  });
}

/** To seven places: a thousand customers worth a thousand each are then told to the tenth of a unit. */
function inPlaces(value: number): string {
  return Number.isNaN(value) ? '' : String(Number(value.toFixed(7)));
}
