import { problem, type ValueProblem } from './value-problem.ts';

export interface NumberShape {
  readonly decimal: '.' | ',';
  /** ISO 4217 code that may stand beside an amount, as may any currency sign. */
  readonly currency?: string | undefined;
  /** Whether a percent sign may follow; 12 % is then 12. */
  readonly percent?: boolean | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const blank = '[ \\u00a0\\u202f\\u2009]';

/**
 * A compiled reader of numbers written by people and programs: plain, with exponent, sign, thousands in groups of three
 * (comma or point, blank, apostrophe), a currency sign or code before or after. What else stands beside the digits makes
 * it no number: "12 months", "1,2" with a decimal point, "Infinity", "1e999".
 */
export function numberReader(shape: NumberShape): (text: string) => number | ValueProblem {
  const mark = shape.decimal === '.' ? '\\.' : ',';
  const group = shape.decimal === '.' ? ',' : '\\.';
  const code = shape.currency ? `|${shape.currency}` : '';
  const money = `(?:\\p{Sc}${code})`;
  const fraction = `(?:${mark}\\d*)?`;
  const grouped = [group, blank, "['\\u2019]"].map((sign) => `\\d{1,3}(?:${sign}\\d{3})+${fraction}`).join('|');
  const digits = `(?:${grouped}|\\d+${fraction}|${mark}\\d+)(?:[eE][+-]?\\d+)?`;
  const percent = shape.percent ? `(?:${blank}?%)?` : '';
  const written = new RegExp(
    `^(?<sign>[+\\u2212-]?)(?:${money}${blank}?)?(?<inner>[+\\u2212-]?)(?<digits>${digits})(?:${blank}?${money})?${percent}$`,
    'u',
  );
  const expected = expectedNumber(shape);

  return (text) => {
    const number = shape.decimal === '.' && plain.test(text) ? Number(text) : readWritten(text);
    if (!Number.isFinite(number)) return problem(text, expected);
    return inRange(number, shape, text);
  };

  function readWritten(text: string): number {
    const { sign, inner, digits: body } = written.exec(text)?.groups ?? {};
    if (body === undefined || (sign && inner)) return Number.NaN;
    const canonical = body.replace(shape.decimal === '.' ? /[^\d.eE+-]/g : /[^\d,eE+-]/g, '').replace(',', '.');
    const minus = /[-\u2212]/.test(`${sign}${inner}`);
    return minus ? -Number(canonical) : Number(canonical);
  }
}

/** The number itself, or its problem if it lies outside the bounds. */
export function inRange(
  number: number,
  { min, max }: Pick<NumberShape, 'min' | 'max'>,
  found: unknown,
): number | ValueProblem {
  if ((min !== undefined && number < min) || (max !== undefined && number > max)) {
    return problem(found, `a number ${rangeWords(min, max)}`);
  }
  return number === 0 ? 0 : number; // -0 and 0 are one value
}

/** "a number from 1 to 40". */
export function expectedNumber({ decimal, min, max }: NumberShape): string {
  const range = rangeWords(min, max);
  return `a number${range && ` ${range}`}${decimal === ',' ? ' with a decimal comma' : ''}`;
}

function rangeWords(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`;
  if (min !== undefined) return `of at least ${min}`;
  return max === undefined ? '' : `of at most ${max}`;
}
