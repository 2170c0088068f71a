import { scaleLinear } from 'd3-scale';
import { type Html, html, inEnglish, type Text } from '../html.ts';
import { bar, label, svg } from './svg.ts';

/** One part of a whole; its look tells it from its neighbours without colour: full, outlined, or empty. */
export interface StripPart {
  readonly name: Text;
  /** Any unit, 0 or more; parts are as wide as their share of the sum. */
  readonly size: number;
  readonly look: 'bar-model' | 'bar-quiet' | 'bar-empty';
  readonly value: Text;
}

const rowHeight = 22;

/** A whole as a strip of its parts, and below it what each is. */
export function drawStrip(parts: readonly StripPart[], description: string, width: number): Html {
  const sum = parts.reduce((total, part) => total + part.size, 0);
  const x = scaleLinear([0, Math.max(sum, Number.MIN_VALUE)], [1, width - 1]);
  let before = 0;
  return svg(
    width,
    40 + parts.length * rowHeight,
    description,
    parts.map((part, at) => {
      const from = before;
      before += part.size;
      const y = 38 + at * rowHeight;
      return html`${part.size > 0 && bar({ left: x(from), right: Math.max(x(from) + 1, x(before) - 1), top: 2, bottom: 26 }, part.look, inEnglish(part.name))}${bar({ left: 1, right: 13, top: y, bottom: y + 12 }, part.look)}${label(20, y + 11, joined(part), { maxWidth: width - 22 })}`;
    }),
  );
}

function joined({ name, value }: StripPart): Text {
  const both = (language: 'en' | 'ko'): string => `${inLanguage(name, language)}: ${inLanguage(value, language)}`;
  return { en: both('en'), ko: both('ko') };
}

function inLanguage(text: Text, language: 'en' | 'ko'): string {
  return typeof text === 'string' ? text : text[language];
}
