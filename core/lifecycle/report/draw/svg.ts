import { type Html, html, inEnglish, type Part, printable, type Text } from '../html.ts';

/** The inner rectangle of a chart, in pixels of its own coordinates. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A drawing that scales with its column, read out as one image by its description. */
export function svg(width: number, height: number, description: string, ...body: readonly Part[]): Html {
  return html`<svg viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img" aria-label="${description}">${body}</svg>`;
}

/** Coordinates to a tenth of a pixel: finer cannot be seen and costs bytes. A coordinate that is none is 0. */
export function round(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : 0;
}

export interface LabelStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly className?: string;
  /** Pixels that the label may take; what is longer is cut, and whole on hover. */
  readonly maxWidth?: number;
}

/** A label in both languages, the baseline's start, middle or end at (x, y). */
export function label(x: number, y: number, text: Text, style: LabelStyle = {}): Html {
  if (typeof text === 'string' || text.en === text.ko) return labelText(x, y, inEnglish(text), style, '');
  return html`${labelText(x, y, text.en, style, 'en')}${labelText(x, y, text.ko, style, 'ko')}`;
}

function labelText(x: number, y: number, text: string, style: LabelStyle, language: '' | 'en' | 'ko'): Html {
  const shown = style.maxWidth === undefined ? text : fitText(text, style.maxWidth);
  const names = [language, style.className].filter(Boolean).join(' ');
  return html`<text x="${round(x)}" y="${round(y)}"${style.anchor && style.anchor !== 'start' && html` text-anchor="${style.anchor}"`}${names !== '' && html` class="${names}"`}${language !== '' && html` lang="${language}"`}>${shown}${shown !== text && html`<title>${text}</title>`}</text>`;
}

/** A straight stroke. */
export function stroke(x1: number, y1: number, x2: number, y2: number, className: string): Html {
  return html`<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${className}"/>`;
}

/** A path; `d` is made by d3-shape of rounded points. */
export function path(d: string | null, className: string): Html | false {
  return d !== null && html`<path d="${d}" class="${className}"/>`;
}

/** A bar with a tooltip. */
export function bar(area: Area, className: string, title?: string): Html {
  const [width, height] = [Math.max(0, area.right - area.left), Math.max(0, area.bottom - area.top)];
  return html`<rect x="${round(area.left)}" y="${round(area.top)}" width="${round(width)}" height="${round(height)}" rx="2" class="${className}">${title !== undefined && html`<title>${title}</title>`}</rect>`;
}

/** A round mark with a tooltip. */
export function dot(x: number, y: number, className: string, title?: string, radius = 4.5): Html {
  return html`<circle cx="${round(x)}" cy="${round(y)}" r="${radius}" class="${className}">${title !== undefined && html`<title>${title}</title>`}</circle>`;
}

/** A mark of another shape, so that no difference is told by colour alone. */
export function diamond(x: number, y: number, className: string, title?: string, radius = 6): Html {
  const d = `M${round(x)} ${round(y - radius)}l${radius} ${radius}l-${radius} ${radius}l-${radius} -${radius}z`;
  return html`<path d="${d}" class="${className}">${title !== undefined && html`<title>${title}</title>`}</path>`;
}

/** Widths of characters at the charts' 13 px in DejaVu Sans, the widest of the usual fonts; the first that fits counts. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[\u1100-\u11ff\u2190-\u2bff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]|\p{Emoji_Presentation}/u, 13],
  [/[mwMW@%]/, 12.7],
  [/[=<>+~#&QO…]/, 10.9],
  [/[iljtfr.,:;'|!()[\]I /-]/, 5.2],
  [/[A-Z]/, 9.2],
];

/** Width of a text in a chart, in pixels, on the safe side. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widths.find(([pattern]) => pattern.test(character))?.[1] ?? 8.3;
  return width;
}

/** The text, cut with an ellipsis where it is wider than the room. */
export function fitText(text: string, maxWidth: number): string {
  const whole = printable(text);
  if (textWidth(whole) <= maxWidth) return whole;
  let shown = '';
  for (const { segment } of graphemes.segment(whole)) {
    if (textWidth(`${shown}${segment}…`) > maxWidth) break;
    shown += segment;
  }
  return `${shown.trimEnd()}…`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
