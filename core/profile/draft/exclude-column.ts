import type { Exclusion } from '../profile.ts';
import { looksLikeRowNumber } from './guess-columns.ts';
import { count, type LookedAt, percent, uniqueShare } from './looked-at.ts';
import { type Group, groupsOf, type Labels, separationOf } from './separation.ts';

export interface ExclusionContext {
  readonly labels: Labels;
  readonly hasSnapshot: boolean;
  /** Columns that are kept so far, for duplicates. */
  readonly kept: readonly LookedAt[];
}

/** A column that alone reaches this ROC AUC knows the answer: honest features of real data stay below 0.95. */
export const perfectSeparation = 0.98;
/** The same for a column whose name says that it is a score: another model's output, even a mediocre one. */
const scoreSeparation = 0.9;
const mostlyMissing = 0.95;

const personNames =
  / (first|last|full|given|family|sur|middle|maiden|contact|customer|client|user)? ?name | (surname|firstname|lastname|fullname|e mail|email|phone|telephone|mobile|street|address|ssn|passport|iban|성명|이름|전화번호|주소|이메일) /;
const scoreNames =
  / (score|scores|prob|proba|probability|predict|predicted|prediction|pred|propensity|likelihood|risk|classifier|bayes|model) /;
// Answers of the customer and figures of others about the customer, not what a churn model said.
const honestScoreNames = / (satisfaction|nps|csat|credit|rating|survey|engagement|usage) /;
const churnScoreNames =
  / churn (score|prob|proba|probability|risk|prediction|pred|propensity|likelihood) | naive bayes | (predicted|prediction|pred) churn /;
const afterNames =
  / (churn(ed)?|cancel(led|ed|lation)?|exit|leaving|left|termination|terminated|deactivation|closed?|closing|end(ed)?|reason|offboarding|refund(ed)?|해지|탈퇴) /;
const idNames = / (id|uuid|guid|key|no|nr|number|hash|token|ref) /;

/** Why a column is no feature, with the figures that it rests on; undefined for one that may be a feature. */
export function exclusionOf(one: LookedAt, context: ExclusionContext): Exclusion | undefined {
  const say = (code: Exclusion['code'], reason: string): Exclusion => ({ column: one.column.name, code, reason });
  const { column, kind } = one;
  if (column.name.startsWith('__')) return say('chosen', 'Names beginning with __ are reserved.');
  if (column.name.length > 128) return say('chosen', 'The name is longer than 128 characters.');
  if (kind.kind === 'empty') return say('mostly-missing', 'No row has a value.');
  const groups = groupsOf(one.column, one.kind, context.labels);
  const after = afterLeaving(one, groups);
  if (after) return say('after-leaving', after);
  const person = personal(one);
  if (person) return say('person', person);
  const missing = 1 - column.present / column.codes.length;
  if (missing > mostlyMissing) return say('mostly-missing', `${percent(missing)} of the rows have no value.`);
  const [text] = column.texts;
  if (column.texts.length === 1 && missing < 0.01)
    return say('constant', `Every row that has a value says ${shorten(text ?? '')}.`);
  const copy = kind.kind !== 'number' && labelCopy(groups);
  if (copy) return say('label-copy', copy);
  const twin = context.kept.find((other) => sameValues(other, one));
  if (twin) return say('duplicate', `The same values as ${twin.column.name} in every row.`);
  if (idLike(one)) {
    return say(
      'id-like',
      `${count(column.texts.length)} different values in ${count(column.present)} rows: it names rows, it does not describe them.`,
    );
  }
  // Texts with a row or two each would tell the classes apart by chance.
  const separation = kind.kind === 'text' ? undefined : separationOf(groups);
  if (separation !== undefined) {
    const auc = `alone it reaches a ROC AUC of ${separation.toFixed(3)}`;
    const score = churnScoreNames.test(one.key) ? 0.6 : scoreSeparation;
    if (scoreNames.test(one.key) && !honestScoreNames.test(one.key) && kind.kind === 'number' && separation > score) {
      return say('model-output', `By its name another model's score, and ${auc}.`);
    }
    if (separation > perfectSeparation) {
      return say('separates-perfectly', `It gives the answer away: ${auc}, which nothing known before leaving does.`);
    }
  }
  if (kind.kind === 'text') {
    return say(
      'free-text',
      `${count(column.texts.length)} different texts in ${count(column.present)} rows: too few rows each to learn from.`,
    );
  }
  if (kind.kind === 'date' && !context.hasSnapshot) {
    return say(
      'date-without-snapshot',
      'A date says something only by its age, and the file has no date of observation.',
    );
  }
  return undefined;
}

/** Filled in (or blank) for those who left and hardly anyone else. */
function afterLeaving({ column, key }: LookedAt, groups: readonly Group[]): string | undefined {
  const blank = groups.at(-1) ?? { leavers: 0, stayers: 0 };
  const leavers = groups.reduce((sum, group) => sum + group.leavers, 0);
  const stayers = groups.reduce((sum, group) => sum + group.stayers, 0);
  const filled = { leavers: leavers - blank.leavers, stayers: stayers - blank.stayers };
  if (leavers < 20 || stayers < 20) return undefined;
  const purity = afterNames.test(` ${key.trim()} `) ? 0.9 : 0.98;
  const enough = Math.max(10, 0.02 * leavers);
  const oneSided = (group: Group) =>
    group.leavers >= enough && group.leavers / (group.leavers + group.stayers) >= purity;
  if (leavers / (leavers + stayers) >= 0.9) return undefined;
  if (oneSided(filled)) {
    return `Filled in for ${count(filled.leavers)} customers who left and ${count(filled.stayers)} who stayed: known only after leaving.`;
  }
  if (oneSided(blank) && blank.leavers >= 0.5 * leavers && column.present > 0) {
    return `Blank for ${count(blank.leavers)} customers who left and ${count(blank.stayers)} who stayed: emptied only after leaving.`;
  }
  return undefined;
}

function personal(one: LookedAt): string | undefined {
  const { texts, present } = one.column;
  if (one.kind.kind === 'date') return undefined;
  const sample = texts.slice(0, 1_000);
  const mails = sample.filter((text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)).length;
  if (mails > 0.8 * sample.length) return 'It holds e-mail addresses.';
  const phones = sample.filter(
    (text) => /^\+?[\d\s().-]{9,20}$/.test(text) && /[+() -]/.test(text.slice(0, -1)),
  ).length;
  if (one.kind.kind === 'text' && phones > 0.8 * sample.length && uniqueShare(one) > 0.5)
    return 'It holds telephone numbers.';
  const many = texts.length > 50 && texts.length > 0.02 * present;
  if (personNames.test(one.key) && many && one.kind.kind !== 'number')
    return 'By its name and many values it tells who a person is.';
  return undefined;
}

function labelCopy(groups: readonly Group[]): string | undefined {
  const filled = groups.filter((group) => group.leavers + group.stayers > 0);
  if (filled.length < 2 || filled.length > 10) return undefined;
  const rows = filled.reduce((sum, group) => sum + group.leavers + group.stayers, 0);
  const agreeing = filled.reduce((sum, group) => sum + Math.max(group.leavers, group.stayers), 0);
  const both =
    filled.some((group) => group.leavers > group.stayers) && filled.some((group) => group.leavers < group.stayers);
  const rare = Math.min(
    ...['leavers', 'stayers'].map((side) =>
      filled.reduce((sum, group) => sum + (side === 'leavers' ? group.leavers : group.stayers), 0),
    ),
  );
  if (!both || rare < 10 || (rows - agreeing) / rare > 0.01) return undefined;
  return `Its values tell who left in ${percent(agreeing / rows)} of the rows: the label in other words.`;
}

function sameValues(a: LookedAt, b: LookedAt): boolean {
  // Texts are numbered as they first occur, so equal columns have equal codes; equal texts tell 0/1 twins from copies.
  if (a.column.texts.length !== b.column.texts.length || a.column.present !== b.column.present) return false;
  if (a.column.texts.some((text, code) => text !== b.column.texts[code])) return false;
  return a.column.codes.every((code, row) => code === b.column.codes[row]);
}

function idLike(one: LookedAt): boolean {
  const { column, kind } = one;
  if (column.texts.length < 20 || kind.kind === 'date') return false;
  const share = uniqueShare(one);
  if (kind.kind === 'number') {
    const named = idNames.test(one.key) && kind.integers && share > 0.95;
    return share >= 0.999 && kind.integers && (named || looksLikeRowNumber(one))
      ? true
      : named && column.texts.length > 1_000;
  }
  return kind.kind === 'text' && share > 0.95 && column.texts.every((text) => !/\s\S+\s/.test(text));
}

const shorten = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}...` : text);
