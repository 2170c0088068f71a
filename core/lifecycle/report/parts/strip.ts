import { drawStrip, type StripPart } from '../draw/strip-chart.ts';
import { type Html, inEnglish, type Part, say, type Text } from '../html.ts';
import { figure, wideWidth } from './layout.ts';
import { table } from './table.ts';

/** A card with a whole drawn as a strip of its parts, and the parts as a table. */
export function stripFigure(title: Text, note: Part, parts: readonly StripPart[]): Html {
  const description = parts.map(({ name, value }) => `${inEnglish(name)}: ${inEnglish(value)}`).join('; ');
  return figure({
    title,
    note,
    wide: wideWidth,
    draw: (width) => drawStrip(parts, description, width),
    data: table(
      title,
      [
        { title: { en: 'Part', ko: '부분' }, cell: (part) => say(part.name) },
        { title: { en: 'What', ko: '내용' }, cell: (part) => say(part.value) },
      ],
      parts,
    ),
  });
}
