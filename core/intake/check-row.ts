import type { InputIssue } from '../errors.ts';
import { missingTest, trimText } from '../profile/missing.ts';
import { monthlyMinor } from '../profile/money.ts';
import { isoDay } from '../profile/parse-date.ts';
import { featureReader, labelReader, moneyReader, snapshotReader } from '../profile/parse-value.ts';
import type { FeatureValue, Profile } from '../profile/profile.ts';
import { type Touch, touchReader } from '../profile/touch.ts';
import { isProblem, issueOf, problem, type ValueProblem } from '../profile/value-problem.ts';
import type { ColumnPlan } from './check-header.ts';
import type { CheckedRow } from './checked-row.ts';
import { type BadCsvRow, type CsvRow, maxShownRow } from './csv-format.ts';
import { csvLine } from './csv-writer.ts';
import type { QuarantinedRow } from './receipt.ts';

/** Longest customer id, in characters. */
export const maxIdLength = 128;

/** Either the row as the model sees it, or why it was set aside. */
export type RowVerdict =
  | { readonly ok: true; readonly row: CheckedRow }
  | { readonly ok: false; readonly row: QuarantinedRow };

/**
 * A compiled check of rows. Every value is looked at, so that a row set aside names all that is wrong with it.
 *
 * @param labelNeeded - whether a row without a label is set aside; else its label is left undefined
 */
export function rowChecker(
  profile: Profile,
  plan: ColumnPlan,
  delimiter: string,
  labelNeeded: boolean,
): (row: CsvRow) => RowVerdict {
  const features = profile.features.map((feature, index) => ({
    name: feature.name,
    at: plan.features[index] ?? -1,
    read: featureReader(feature, profile),
  }));
  const isMissing = missingTest(profile);
  const readLabel = labelReader(profile);
  const readMoney = moneyReader(profile);
  const readSnapshot = snapshotReader(profile);
  const readTouch = touchReader(profile);
  const { money } = profile;
  const moneyIsFeature = features.some(({ at }) => at === plan.money);

  return ({ line, fields }) => {
    const issues: InputIssue[] = [];
    let code: QuarantinedRow['code'] = 'invalid-value';
    const note = (field: string, found: ValueProblem) => issues.push({ line, ...issueOf(field, found) });

    let id = `line-${line}`;
    if (plan.id !== undefined) {
      id = trimText(fields[plan.id] ?? '');
      const column = profile.id.column ?? 'id';
      if (isMissing(id)) {
        code = 'missing-id';
        note(column, problem(id, 'an id'));
      } else if (id.length > maxIdLength) note(column, problem(id, `an id of at most ${maxIdLength} characters`));
    }

    let label: 0 | 1 | undefined;
    if (plan.label !== undefined) {
      const read = readLabel(fields[plan.label] ?? '');
      if (read === 0 || read === 1) label = read;
      else if (labelNeeded && isProblem(read)) note(profile.label.column, read);
      else if (labelNeeded) {
        if (issues.length === 0) code = 'missing-label';
        note(
          profile.label.column,
          problem(fields[plan.label] ?? '', `${profile.label.positive[0]} or ${profile.label.negative[0]}`),
        );
      }
    }

    let day: number | null = null;
    if (plan.snapshot !== undefined) {
      const read = readSnapshot(fields[plan.snapshot] ?? '');
      if (isProblem(read)) note(profile.snapshotColumn ?? 'snapshot', read);
      else day = read;
    }

    let touch: Touch | undefined;
    if (plan.touch !== undefined) {
      const read = readTouch(fields[plan.touch] ?? '');
      if (isProblem(read)) note(profile.touch?.column ?? 'touch', read);
      else touch = read;
    }

    const values: Record<string, FeatureValue> = {};
    for (const { name, at, read } of features) {
      const value = read(fields[at] ?? '', day);
      if (isProblem(value)) note(name, value);
      else values[name] = value;
    }

    let monthlyValueMinor: number | null = null;
    if (money && plan.money !== undefined) {
      const amount = readMoney(fields[plan.money] ?? '');
      if (!isProblem(amount))
        monthlyValueMinor = amount === null ? null : monthlyMinor(amount, money.per, profile.currency);
      else if (!moneyIsFeature || !issues.some(({ field }) => field === money.column)) note(money.column, amount);
    }

    if (issues.length === 0) {
      return {
        ok: true,
        row: { line, id, label, monthlyValueMinor, snapshot: day === null ? null : isoDay(day), touch, values },
      };
    }
    const asItStood = csvLine(fields, delimiter).slice(0, -1);
    return { ok: false, row: { line, code, issues, row: asItStood.slice(0, maxShownRow) } };
  };
}

/** A row that could not be taken apart, as it goes to quarantine. */
export function quarantineBadRow({ line, code, found, expected, row }: BadCsvRow): QuarantinedRow {
  return { line, code, issues: [{ line, found, expected }], row };
}
