import type { Html } from '../html.ts';
import { bar, svg } from './svg.ts';

/** A hundred squares, the first `filled` of them full: a share as people count it. */
export function drawWaffle(filled: number, description: string): Html {
  const size = 15;
  const gap = 4;
  const side = 10 * size + 9 * gap;
  return svg(
    side,
    side,
    description,
    Array.from({ length: 100 }, (_, at) => {
      const left = (at % 10) * (size + gap);
      const top = Math.floor(at / 10) * (size + gap);
      const full = at < filled;
      const inset = full ? 0 : 0.75; // the outline of an empty square lies inside it
      const sides = { left: left + inset, right: left + size - inset, top: top + inset, bottom: top + size - inset };
      return bar(sides, full ? 'square-full' : 'square-empty');
    }),
  );
}
