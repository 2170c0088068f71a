import type { Profile } from '../profile.ts';
import { nameKey } from './column-name.ts';
import type { GuessedLabel } from './guess-label.ts';
import { count, type LookedAt, percent } from './looked-at.ts';
import type { Sample } from './sample-columns.ts';

export interface Guesses {
  readonly sample: Sample;
  readonly columns: readonly LookedAt[];
  readonly profile: Profile;
  readonly label: GuessedLabel;
  readonly kept: readonly LookedAt[];
  readonly stray: readonly string[];
  readonly currencyAsked: boolean;
}

/** What a person should check of a draft, a sentence each, the weightiest first. */
export function noteGuesses({ sample, columns, profile, label, kept, stray, currencyAsked }: Guesses): string[] {
  const notes: string[] = [];
  const left = label.labels.filter((one) => one === 1).length;
  const known = label.labels.filter((one) => one !== -1).length;
  notes.push(
    `Label: ${label.column}; ${label.positive.join(', ')} = left (${count(left)} of ${count(known)} customers, ${percent(left / Math.max(1, known))}), ${label.negative.join(', ')} = stayed.`,
  );
  const { id, money } = profile;
  notes.push(
    id.column === null ? 'Id: no column names the customer, so ids are made from line numbers.' : `Id: ${id.column}.`,
  );
  notes.push(...idDoubts(columns, id.column));
  notes.push(
    money
      ? `Money: ${money.column}, in ${profile.currency} per ${money.per}${currencyAsked ? '' : ' (currency guessed)'}.`
      : 'Money: no column tells what a customer pays, so value at risk cannot be told; name one as --money COLUMN.',
  );
  if (profile.snapshotColumn !== null)
    notes.push(`Day of observation: ${profile.snapshotColumn}; dates are aged by it.`);
  notes.push(`${count(kept.length)} features; ${count(profile.excluded.length)} columns left out.`);
  for (const { column, code, reason } of profile.excluded) notes.push(`Left out: ${column} (${code}). ${reason}`);
  if (profile.excluded.some(({ code }) => code === 'date-without-snapshot')) {
    notes.push('To use the dates, add a column with the day of observation, named snapshot_date.');
  }
  for (const { column, kind } of columns) {
    if (kind.kind === 'date' && kind.ambiguous) {
      notes.push(
        `${column.name}: day and month cannot be told apart; read as ${kind.order === 'mdy' ? 'month/day/year' : 'day.month.year'}.`,
      );
    }
  }
  const words = [...new Set(stray)];
  if (words.length > 0) notes.push(`Taken for missing, because they stand in columns of numbers: ${words.join(', ')}.`);
  if (profile.decimal === ',') notes.push('Numbers have a decimal comma.');
  if (columns.some(({ column }) => column.name === '')) notes.push('Columns without a name are left out.');
  if (sample.cut) notes.push(`The figures rest on the first ${count(sample.rows)} rows.`);
  if (sample.badRows > 0) notes.push(`${count(sample.badRows)} rows could not be taken apart and were passed over.`);
  notes.push(
    'Policy (cost and success of a contact, capacity), horizon, changeable features and plays are assumptions: set your own.',
  );
  return notes;
}

function idDoubts(columns: readonly LookedAt[], id: string | null): string[] {
  const found = columns.find(({ column }) => column.name === id)?.column;
  if (!found) return [];
  const doubts: string[] = [];
  if (found.texts.length < found.present) {
    doubts.push(
      `${count(found.present - found.texts.length)} rows bear an id that an earlier row has: several rows of one customer?`,
    );
  }
  if (
    / (e mail|email|phone|msisdn|mobile) /.test(nameKey(found.name)) ||
    found.texts.slice(0, 20).some((text) => text.includes('@'))
  ) {
    doubts.push('The ids are addresses or telephone numbers, which are personal data: prefer an internal number.');
  }
  return doubts;
}
