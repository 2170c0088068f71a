import { DomainError } from '../../errors.ts';
import type { Profile } from '../profile.ts';
import { nameKey } from './column-name.ts';
import { type LookedAt, uniqueShare } from './looked-at.ts';

type Per = NonNullable<Profile['money']>['per'];

const owner = '(customer|client|user|member|subscriber|account|cust|acct|party|household|contract|policy|고객|회원)';
const idNames: readonly RegExp[] = [
  new RegExp(
    ` ${owner}s? (id|no|nr|num|number|key|code|ref|uuid|guid|hash|번호|아이디) | ${owner}(id|num|no|nr|number|key|code|번호) `,
  ),
  / (id|uuid|guid|msisdn|key|identifier) /,
  new RegExp(`^ ${owner}s? $| (e mail|email|phone|login|username|user name) `),
];
const rowNumbers = /^ (row|index|unnamed|line|rownumber|no|nr|s no|sno)( (number|no|id|0))* $/;

/** A column as the person named it. @throws {DomainError} `invalid-profile` if there is none */
export function askedColumn(columns: readonly LookedAt[], asked: string): LookedAt {
  const found =
    columns.find(({ column }) => column.name === asked) ?? columns.find(({ key }) => key === nameKey(asked));
  if (found) return found;
  const names = columns.map(({ column }) => column.name).slice(0, 40);
  throw new DomainError(
    'invalid-profile',
    `The file has no column ${JSON.stringify(asked)}. It has: ${names.join(', ')}.`,
  );
}

const whole = ({ kind }: LookedAt): boolean => kind.kind !== 'number' || kind.integers;

/**
 * The column that names the customer: by its name, and because (nearly) every row has its own value; by its values alone
 * (UUIDs, e-mail addresses, unique texts) where no name tells. A name that says customer is enough with up to twenty rows
 * an id: the file may hold several days of each customer.
 */
export function guessId(columns: readonly LookedAt[]): LookedAt | undefined {
  const could = columns.filter(
    (one) => one.column.name !== '' && one.kind.kind !== 'date' && one.column.present >= 0.99 * one.column.codes.length,
  );
  for (const [rank, pattern] of idNames.entries()) {
    const least = rank === 0 ? 0.05 : 0.999;
    const named = could.filter(
      (one) =>
        pattern.test(one.key) &&
        whole(one) &&
        uniqueShare(one) >= least &&
        one.column.texts.length >= Math.min(50, one.column.present),
    );
    named.sort((a, b) => uniqueShare(b) - uniqueShare(a));
    if (named[0]) return named[0];
  }
  return could.find(
    (one) =>
      one.kind.kind === 'text' &&
      uniqueShare(one) === 1 &&
      !rowNumbers.test(one.key) &&
      one.column.texts.every((text) => text.length <= 64 && !/\s/.test(text)),
  );
}

const moneyNames: readonly RegExp[] = [
  / (monthly|month|mon) (recurring )?(charges?|fees?|price|revenue|rev|cost|payments?|bill|spend|spending|amount|value|rent|subscription|premium|plan price) | mrr | arpu | monthlycharges? | 월 (요금|결제액|금액) | 월요금 /,
  / (charges?|fees?|price|amount|revenue|bill|spend|cost|payment) (per )?(month|monthly|mo) /,
  / (subscription|plan|contract|membership|package|annual|yearly|weekly|quarterly|acv|arr) (recurring )?(fees?|price|cost|charges?|amount|revenue|value|premium) | acv | arr | 요금 | 이용료 /,
  / (price|fee|charges?|revenue|amount|bill amount|premium|rent) /,
];
const noMoneyNames =
  / (total|lifetime|ltv|cltv|cumulative|sum|day|eve|evening|night|intl|international|extra|late|refunds?|change|discount|ratio|rate|count|number|avg|average|last|method|type|overdue|usage|누적) /;

/** The column of what a customer pays, and for how long; undefined where no name tells. */
export function guessMoney(columns: readonly LookedAt[]): LookedAt | undefined {
  for (const pattern of moneyNames) {
    const found = columns.find(
      ({ key, kind, column }) =>
        pattern.test(key) &&
        !noMoneyNames.test(key) &&
        kind.kind === 'number' &&
        !kind.percent &&
        column.present > 0.3 * column.codes.length &&
        kind.numbers.every((value) => !(value < 0)),
    );
    if (found) return found;
  }
  return undefined;
}

/** The period that the name of a money column speaks of; a month where it says nothing. */
export function guessPer(key: string): Per {
  if (/ (year|yearly|annual|annually|annum|arr|acv|연) /.test(key)) return 'year';
  if (/ (quarter|quarterly|분기) /.test(key)) return 'quarter';
  return / (week|weekly|주) /.test(key) ? 'week' : 'month';
}

/** Currency of the signs that stand in the money column; undefined where there are none. */
export function guessCurrency({ column }: LookedAt): string | undefined {
  const signs: Readonly<Record<string, string>> = {
    '€': 'EUR',
    '£': 'GBP',
    '₩': 'KRW',
    '¥': 'JPY',
    '₹': 'INR',
    $: 'USD',
  };
  const sign = /[€£₩¥₹$]/.exec(column.texts.slice(0, 100).join(' '))?.[0];
  return sign === undefined ? undefined : signs[sign];
}

const snapshotNames =
  / (snapshot|as of|asof|observed|observation|reporting|report|reference|ref|cutoff|cut off|extract|extracted|extraction|기준)( (date|day|month|dt|at|on|time|ts|period|일|일자))? | 기준일자? /;

/**
 * The column of the day at which a row was true: one whose name says so, else the only date that is the same in every
 * row beside others that are not, since an export bears one day.
 */
export function guessSnapshot(columns: readonly LookedAt[]): LookedAt | undefined {
  const dates = columns.filter(
    ({ kind, column }) => kind.kind === 'date' && column.present >= 0.99 * column.codes.length,
  );
  const named = dates.find(({ key }) => snapshotNames.test(key));
  if (named) return named;
  const constant = dates.filter(({ column }) => column.texts.length === 1);
  return constant.length === 1 && dates.length > 1 ? constant[0] : undefined;
}

/** Whether a column seems to number the rows. */
export function looksLikeRowNumber({ key, kind }: LookedAt): boolean {
  return rowNumbers.test(key) || (kind.kind === 'number' && kind.integers && isSequence(kind.numbers));
}

function isSequence(numbers: readonly number[]): boolean {
  if (numbers.length < 50) return false;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of numbers) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return most - least + 1 === numbers.length;
}
