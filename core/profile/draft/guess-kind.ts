import { parseDay } from '../parse-date.ts';
import { numberReader } from '../parse-number.ts';
import type { DateOrder } from '../profile.ts';
import { isProblem } from '../value-problem.ts';
import { nameKey } from './column-name.ts';
import type { SampledColumn } from './sample-columns.ts';

/** What a column seems to hold. `stray`: texts in a column of numbers that are none and seem to stand for missing. */
export type ColumnKind =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'number';
      readonly percent: boolean;
      readonly integers: boolean;
      readonly stray: readonly string[];
      readonly numbers: readonly number[];
    }
  | {
      readonly kind: 'date';
      readonly order: DateOrder;
      readonly ambiguous: boolean;
      /** Days since 1970-01-01 per text, NaN for what is no date. */
      readonly numbers: readonly number[];
    }
  | { readonly kind: 'category'; readonly values: readonly string[] }
  | { readonly kind: 'text' };

/** Share of a column's values that must be dates for it to be one; the rest would be quarantined. */
const dateShare = 0.98;
/** The same for numbers; where what is left is a handful of words, they are taken for missing and less will do. */
const numberShare = 0.98;
const numberShareWithStray = 0.9;
const mostStray = 5;

// Digits that are names: post code 10114 is not twice 5057, and shop 12 is not more than shop 3.
const codeNames = / (id|zip|zipcode|postal|postcode|plz|msisdn|iban|sku|code) /;

/**
 * Guesses the kind. Two numbers only (0 and 1, 1 and 2) are a category, so that reasons say "is 1", not "is 1 (typical
 * 0.27)", and a third number that turns up later is seen as unseen. A text column is a category with up to 50 values, or
 * up to 256 where each has 20 rows on average.
 */
export function guessKind(column: SampledColumn, decimal: '.' | ','): ColumnKind {
  const { present } = column;
  if (present === 0) return { kind: 'empty' };
  const date = guessDate(column);
  if (date) return date;
  const code = codeNames.test(nameKey(column.name));
  const number = code ? undefined : guessNumber(column, decimal);
  if (number) {
    const different = new Set(number.numbers.filter((value) => !Number.isNaN(value)));
    if (different.size > 2 || number.stray.length > 0 || !number.integers) return number;
  }
  const values = categoryValues(column);
  const most = present >= 256 * 20 ? 256 : Math.max(50, Math.floor(present / 20));
  const tooMany = values.length > Math.min(256, most) || (values.length > 10 && values.length > present / 2);
  return tooMany || values.some((value) => value.length > 200) ? { kind: 'text' } : { kind: 'category', values };
}

/** The decimal mark by which more columns are numbers; the point where neither wins. */
export function guessDecimal(columns: readonly SampledColumn[]): '.' | ',' {
  const readers = {
    '.': numberReader({ decimal: '.', percent: true }),
    ',': numberReader({ decimal: ',', percent: true }),
  };
  let votes = 0;
  for (const column of columns) {
    const sample = column.texts.slice(0, 1_000);
    const fits = (mark: '.' | ',') => sample.filter((text) => !isProblem(readers[mark](text))).length;
    const [point, comma] = [fits('.'), fits(',')];
    if (Math.max(point, comma) >= 0.9 * sample.length) votes += Math.sign(comma - point);
  }
  return votes > 0 ? ',' : '.';
}

function guessDate(column: SampledColumn): ColumnKind | undefined {
  if (!column.texts.some((text) => /^\d{1,4}[-/.]\d|^\d{8}$/.test(text))) return undefined;
  const share = (order: DateOrder) => {
    let days = 0;
    for (const [code, text] of column.texts.entries()) {
      const day = text.length > 40 ? undefined : parseDay(text, order);
      // Within 1900 to 2100: an eight-digit number is seldom a date.
      if (typeof day === 'number' && day > -25_567 && day < 47_848) days += column.counts[code] ?? 0;
    }
    return days / column.present;
  };
  if (share('ymd') >= dateShare) return dateKind(column, 'ymd', false);
  const [dmy, mdy] = [share('dmy'), share('mdy')];
  if (Math.max(dmy, mdy) < dateShare) return undefined;
  if (dmy !== mdy) return dateKind(column, dmy > mdy ? 'dmy' : 'mdy', false);
  return dateKind(column, column.texts[0]?.includes('/') ? 'mdy' : 'dmy', true);
}

function dateKind(column: SampledColumn, order: DateOrder, ambiguous: boolean): ColumnKind {
  const numbers = column.texts.map((text) => {
    const day = parseDay(text, order);
    return isProblem(day) ? Number.NaN : day;
  });
  return { kind: 'date', order, ambiguous, numbers };
}

const isNone = (text: string): boolean => text.toLowerCase() === 'none';

function guessNumber(column: SampledColumn, decimal: '.' | ','): Extract<ColumnKind, { kind: 'number' }> | undefined {
  const read = numberReader({ decimal, percent: true });
  const numbers: number[] = [];
  const others: string[] = [];
  let fitting = 0;
  let [percent, integers, leadingZeros] = [0, true, 0];
  for (const [code, text] of column.texts.entries()) {
    const value = read(text);
    const count = column.counts[code] ?? 0;
    if (isProblem(value)) {
      others.push(text);
      numbers.push(Number.NaN);
      continue;
    }
    numbers.push(value);
    fitting += count;
    if (text.endsWith('%')) percent += count;
    if (/^0\d/.test(text)) leadingZeros += count;
    integers &&= Number.isInteger(value);
  }
  if (leadingZeros > 0.05 * fitting) return undefined; // codes such as 00420
  const stray = others.filter((text) => !isNone(text));
  const none = column.counts.reduce((sum, count, code) => sum + (isNone(column.texts[code] ?? '') ? count : 0), 0);
  const share = fitting / Math.max(1, column.present - none);
  const words = stray.length <= mostStray && stray.every((text) => text.length <= 40 && !/\d/.test(text));
  if (fitting === 0 || share < (words ? numberShareWithStray : numberShare)) return undefined;
  return { kind: 'number', percent: percent > 0.5 * fitting, integers, stray: words ? stray : [], numbers };
}

/** The column's values, spellings that differ in case only under the most frequent one, in a stable order. */
function categoryValues(column: SampledColumn): string[] {
  const spellings = new Map<string, { text: string; count: number }>();
  for (const [code, text] of column.texts.entries()) {
    const count = column.counts[code] ?? 0;
    // "none" counts as a value from 1 % of the rows on: "no offer", "no internet" are kinds of customers.
    if (isNone(text) && count < 0.01 * column.codes.length) continue;
    const fold = text.toLowerCase();
    const known = spellings.get(fold);
    if (!known || known.count < count) spellings.set(fold, { text, count });
  }
  const values = [...spellings.values()].map(({ text }) => text);
  return values.sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
}
