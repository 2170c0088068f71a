import { DomainError } from '../../errors.ts';
import { nameKey } from './column-name.ts';
import type { LookedAt } from './looked-at.ts';
import type { SampledColumn } from './sample-columns.ts';
import type { Labels } from './separation.ts';

export interface GuessedLabel {
  readonly column: string;
  readonly positive: readonly string[];
  readonly negative: readonly string[];
  readonly labels: Labels;
}

// Best first: a column whose name says churn is taken before one that says status.
const names: readonly RegExp[] = [
  / churn(ed)? (flag|label|indicator|status) | (churn(ed|s)?|leaves|left|cancels|cancell?ed) (next|in|within) | (is|has|did|flag) churn(ed)? | 이탈 여부 | 해지 여부 | 이탈여부 | 해지여부 /,
  / churn(ed)? | 이탈 | 해지 | gekündigt | kündigung | résilié | resilie | abandono /,
  / exited | attrition | attrited | leaver /,
  / (is )?(left|cancell?ed|departed|lapsed|terminated|unsubscribed|defected|lost) /,
  / (customer|account|subscription|member|membership|user) status | churn(ed)? value | renewed | retained | is active | active /,
  / target | label | outcome | class | status | y /,
];
// What follows a date or an amount of leaving is no label.
const noLabelNames =
  / (date|day|time|at|reason|category|score|prob|probability|risk|month|year|count|number|rate|days|comment) /;
// "Churn within 30 days" is one.
const horizonNames = / (churn(ed|s)?|leaves|left|cancels|cancell?ed) (next|in|within) /;
const staysIfYes = / (active|renewed|retained|subscribed|stayed|current) /;

const leftWords =
  /^(yes|y|true|t|1|left|leave[rs]?|churn|churned|churner|exit(ed)?|gone|cancell?ed|cancel|attrit(ed|ion)?( customer)?|lost|inactive|terminated|departed|lapsed|unsubscribed|closed|expired|defected|이탈|해지|예|ja|wahr|oui|vrai|s[ií]|sim|verdade(i?ro))$/;
const stayedWords =
  /^(no|n|false|f|0|-1|stay(ed|ing)?|active|existing( customer)?|retained|current|not[ _-]?churn(ed)?|non[ _-]?churn(er|ed)?|no churn|loyal|kept|joined|new|renewed|open|remained|유지|잔존|아니오|아니요|nein|falsch|non|faux|n[aã]o|falso)$/;
/** Words that mean "left" only beside one that means "stayed": 1 beside 2 could be either. */
const bareYes = /^(yes|y|true|t|1|예|ja|wahr|oui|vrai|s[ií]|sim|verdade(i?ro))$/;
const mostValues = 6;

/**
 * Finds the label, the column that says who left, and which of its values say so.
 *
 * @param asked - the column's name if the person told it; `Column=value` tells the value that means "left", too
 * @throws {DomainError} `invalid-profile`, naming the columns that could be meant
 */
export function guessLabel(columns: readonly LookedAt[], asked?: string): GuessedLabel {
  if (asked !== undefined) return askedLabel(columns, asked);
  for (const pattern of names) {
    const named = columns.filter(({ key }) => pattern.test(key) && (!noLabelNames.test(key) || horizonNames.test(key)));
    const found = named.flatMap(({ column }) => labelOf(column) ?? []);
    const [first] = found;
    if (first && (found.length === 1 || pattern !== names.at(-1))) return first;
  }
  const two = columns.filter(({ column }) => foldsOf(column).size === 2).map(({ column }) => column.name);
  const could =
    two.length > 0 ? ` Columns with two values: ${two.slice(0, 20).join(', ')}.` : ' No column has two values.';
  throw new DomainError(
    'invalid-profile',
    `Which column says who left cannot be told from the names.${could} Name it as --label COLUMN, or --label COLUMN=VALUE with the value that means "left".`,
  );
}

function askedLabel(columns: readonly LookedAt[], asked: string): GuessedLabel {
  const find = (name: string) =>
    columns.find(({ column }) => column.name === name) ??
    columns.find(({ key }) => key === nameKey(name) && key.trim() !== '');
  const whole = find(asked);
  const at = asked.lastIndexOf('=');
  const found = whole ?? (at > 0 ? find(asked.slice(0, at)) : undefined);
  if (!found) {
    const some = columns.map(({ column }) => column.name);
    throw new DomainError(
      'invalid-profile',
      `The file has no column ${JSON.stringify(asked)}. It has: ${some.slice(0, 40).join(', ')}.`,
    );
  }
  const { column } = found;
  const positive = whole ? undefined : asked.slice(at + 1);
  const label = labelOf(column, positive);
  if (label) return label;
  const values = [...foldsOf(column).keys()].slice(0, 10);
  const reason =
    values.length < 2
      ? `holds ${values.length === 0 ? 'no value' : `one value only (${values[0]})`}, so that nothing can be learned from it`
      : `does not say by itself which value means "left" (${values.join(', ')}${foldsOf(column).size > 10 ? ', …' : ''}): name it as --label "${column.name}=VALUE"`;
  throw new DomainError('invalid-profile', `The label column ${column.name} ${reason}.`);
}

/** Texts by their folded form: lower case, and 1.0 as 1. */
function foldsOf(column: SampledColumn): Map<string, string[]> {
  const folds = new Map<string, string[]>();
  for (const text of column.texts) {
    if (folds.size > 100) break;
    const fold = foldOf(text);
    folds.set(fold, [...(folds.get(fold) ?? []), text]);
  }
  return folds;
}

const foldOf = (text: string): string =>
  /^-?\d+\.0+$/.test(text) ? String(Number(text)) : text.toLowerCase().replace(/\.$/, '');

function labelOf(column: SampledColumn, askedPositive?: string): GuessedLabel | undefined {
  const folds = foldsOf(column);
  if (folds.size < 2 || folds.size > (askedPositive === undefined ? mostValues : 50)) return undefined;
  const all = [...folds.keys()];
  const inverse = staysIfYes.test(nameKey(column.name));
  let left: string[];
  if (askedPositive !== undefined) {
    left = all.filter((fold) => fold === foldOf(askedPositive.trim()));
  } else if (inverse && all.every((fold) => /^(yes|no|y|n|true|false|t|f|1|0)$/.test(fold))) {
    left = all.filter((fold) => stayedWords.test(fold));
  } else {
    left = all.filter((fold) => leftWords.test(fold));
    // With "-1" or a word of its own for those who stayed, the other of two values means "left".
    if (left.length === 0 && all.length === 2) left = all.filter((fold) => !stayedWords.test(fold));
    const unsure = all.filter((fold) => !left.includes(fold) && !stayedWords.test(fold));
    if (unsure.length > 0 && (all.length > 2 || left.every((fold) => bareYes.test(fold)))) return undefined;
  }
  if (left.length === 0 || left.length === all.length) return undefined;
  // One spelling is enough: matching is without regard to case.
  const texts = (wanted: (fold: string) => boolean) =>
    all.filter(wanted).flatMap((fold) => folds.get(fold)?.slice(0, 1) ?? []);
  const positiveCodes = new Set(left);
  const sides = column.texts.map((text) => (positiveCodes.has(foldOf(text)) ? 1 : 0));
  return {
    column: column.name,
    positive: texts((fold) => positiveCodes.has(fold)),
    negative: texts((fold) => !positiveCodes.has(fold)),
    labels: column.codes.map((code) => (code < 0 ? -1 : (sides[code] ?? -1))),
  };
}
