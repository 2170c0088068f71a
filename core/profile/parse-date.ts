import type { DateOrder } from './profile.ts';
import { problem, type ValueProblem } from './value-problem.ts';

const dayMs = 86_400_000;
const time =
  '(?:[T ]\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?: ?[AaPp][Mm])?(?: ?(?:Z|UTC|[+-]\\d{2}:?\\d{2}))?)?';
const yearFirst = new RegExp(`^(\\d{4})(?:([-/.])(\\d{1,2})\\2(\\d{1,2})|(\\d{2})(\\d{2}))${time}$`);
const yearLast = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${time}$`);

/**
 * A calendar day as whole days since 1970-01-01. A time of day and its zone may follow and are left out: ages are counted
 * from calendar day to calendar day as they are written. Years have four digits; a date with the year first is read as
 * such in any order. Impossible dates such as 31 February are refused.
 */
export function parseDay(text: string, order: DateOrder): number | ValueProblem {
  const first = yearFirst.exec(text);
  if (first) return dayNumber(text, order, first[1], first[3] ?? first[5], first[4] ?? first[6]);
  const last = order === 'ymd' ? null : yearLast.exec(text);
  if (last)
    return order === 'dmy'
      ? dayNumber(text, order, last[4], last[3], last[1])
      : dayNumber(text, order, last[4], last[1], last[3]);
  return problem(text, expectedDate(order));
}

function dayNumber(
  text: string,
  order: DateOrder,
  yearText: string | undefined,
  monthText: string | undefined,
  dayText: string | undefined,
): number | ValueProblem {
  const [year, month, day] = [Number(yearText), Number(monthText), Number(dayText)];
  const at = new Date(Date.UTC(2000, month - 1, day));
  at.setUTCFullYear(year, month - 1, day); // Date.UTC alone takes years below 100 for 19xx
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return problem(text, expectedDate(order));
  return Math.round(at.getTime() / dayMs);
}

/** YYYY-MM-DD of a day. */
export function isoDay(dayOf1970: number): string {
  return new Date(dayOf1970 * dayMs).toISOString().slice(0, 10);
}

/** "a date such as 2026-01-31". */
export function expectedDate(order: DateOrder): string {
  return { ymd: 'a date such as 2026-01-31', dmy: 'a date such as 31/01/2026', mdy: 'a date such as 01/31/2026' }[
    order
  ];
}
