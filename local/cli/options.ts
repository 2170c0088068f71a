import { InvalidArgumentError } from 'commander';
import { CronExpression } from '../../core/schedule/schedule.ts';
import { Family, families } from '../../core/scoring/bundle.ts';

/** A parser of whole numbers within bounds, for commander. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** Seconds, 1 to 86,400; parts of a second are fine. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 1 || value > 86_400) {
    throw new InvalidArgumentError('It must be a number of seconds from 1 to 86400.');
  }
  return value;
}

/** Families by name, separated by commas, in the order in which they are always trained. */
export function familyList(text: string): Family[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !Family.safeParse(name).success);
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no family "${unknown}"; there are ${families.join(', ')}.`);
  return families.filter((family) => names.includes(family));
}

/** A time as cron says it, or `off`: null. */
export function retrainingTime(text: string): string | null {
  if (text === 'off') return null;
  const { success, error } = CronExpression.safeParse(text);
  if (success) return text;
  throw new InvalidArgumentError(
    `It must be "off" or a time such as "0 3 * * 1" (Mondays at 3): ${error.issues[0]?.message}.`,
  );
}

/** One of the languages that reasons are worded in. */
export function language(text: string): 'en' | 'ko' {
  if (text !== 'en' && text !== 'ko') throw new InvalidArgumentError('It must be en or ko.');
  return text;
}
