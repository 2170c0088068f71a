import { DomainError, describeFound } from '../errors.ts';
import { labelReader } from '../profile/parse-value.ts';
import type { Profile } from '../profile/profile.ts';
import { Spares } from '../spares.ts';
import { type ColumnPlan, planColumns } from './check-header.ts';
import { quarantineBadRow, rowChecker } from './check-row.ts';
import type {
  CheckedColumns,
  CheckedFile,
  CheckedRow,
  CheckOptions,
  CheckPurpose,
  CheckTotals,
} from './checked-row.ts';
import { type ColumnChunk, ColumnReader } from './column-reader.ts';
import type { CsvBatch, CsvFile, CsvLayout } from './csv-format.ts';
import { openCsv, openCsvPart } from './csv-reader.ts';
import { isBlankRow } from './is-blank-row.ts';
import type { QuarantinedRow } from './receipt.ts';
import { RowCounts } from './row-counts.ts';

/** Rows looked at, at most, before a label column without any label counts as empty. */
const labelPeekRows = 10_000;
/** Rows by which it is judged whether the file falls apart into the header's columns at all. */
const shapePeekRows = 1_000;
const batchRows = 1_000;

/**
 * Opens a customers' file and checks it against a profile: header and first rows at once, the rest as `rows` is iterated,
 * in constant memory. No row is lost: each is accepted or handed to `onQuarantine` with all that is wrong with it. Rows
 * without a single value (a spreadsheet's trailing commas) are no rows; a warning counts them.
 *
 * @param source - decompressed bytes of the file
 * @throws {DomainError} `unreadable-file` where the file as a whole does not fit: empty, header only, foreign, columns
 *   missing or named twice, hardly a row with the header's number of fields, no label where training needs one
 */
export async function checkFile(source: AsyncIterable<Uint8Array>, options: CheckOptions): Promise<CheckedFile> {
  const { profile, purpose } = options;
  const csv = await openCsv(source, { delimiter: options.delimiter });
  try {
    const plan = planColumns(csv, profile, purpose === 'training');
    const peeked = await peek(csv, plan, options);
    if (peeked.rows + peeked.bad === 0) {
      throw new DomainError('unreadable-file', 'The file holds a header and no rows.');
    }
    refuseWrongShape(peeked, csv);
    const warnings = [...plan.warnings];
    if (plan.label !== undefined && !peeked.labelled) {
      const empty = `the label column ${describeFound(profile.label.column)} holds no label in the first ${peeked.rows.toLocaleString('en-US')} rows`;
      if (purpose === 'training') throw new DomainError('unreadable-file', `There is nothing to learn from: ${empty}.`);
      warnings.push(`The file was taken as one without labels: ${empty}.`);
    }
    const kind = purpose === 'auto' ? (peeked.labelled ? 'training' : 'scoring') : purpose;
    return new CheckedRows(csv, peeked, plan, kind, warnings, options);
  } catch (error) {
    await csv.close();
    throw error;
  }
}

/**
 * Checks a part of a file to be scored; the file as a whole was looked at by {@link checkFile}. What is to be said of the
 * whole file is not among the part's warnings.
 *
 * @param source - bytes from the beginning of a row to the beginning of another, or to the end of the file
 * @param firstLine - number of the line on which the part begins, 1-based
 */
export function checkPart(
  source: AsyncIterable<Uint8Array>,
  layout: CsvLayout & { readonly labelled: boolean },
  firstLine: number,
  options: Pick<CheckOptions, 'profile' | 'onQuarantine'>,
): CheckedFile {
  const csv = openCsvPart(source, layout, firstLine);
  const plan = planColumns(layout, options.profile, false);
  const peeked = { batches: [], rows: 0, bad: 0, misshapen: 0, labelled: layout.labelled };
  return new CheckedRows(csv, peeked, plan, 'scoring', [], { ...options, purpose: 'scoring' });
}

/** What the header and the first rows of a file say of it. */
export async function lookAt(
  bytes: AsyncIterable<Uint8Array>,
  profile: Profile,
  purpose: CheckPurpose,
): Promise<CheckedFile> {
  const file = await checkFile(bytes, { profile, purpose, onQuarantine: () => undefined });
  await file.rows.return();
  await file.close();
  return file;
}

interface Peeked {
  readonly batches: readonly CsvBatch[];
  readonly rows: number;
  readonly bad: number;
  /** Rows among `bad` that have another number of fields than the header. */
  readonly misshapen: number;
  readonly labelled: boolean;
}

async function peek(csv: CsvFile, plan: ColumnPlan, { profile }: CheckOptions): Promise<Peeked> {
  const readLabel = labelReader(profile);
  const batches: CsvBatch[] = [];
  let [rows, bad, misshapen, labelled] = [0, 0, 0, false];
  const wanted = () => (plan.label === undefined || labelled ? shapePeekRows : labelPeekRows);
  while (rows + bad < wanted()) {
    const next = await csv.batches.next();
    if (next.done) break;
    batches.push(next.value);
    for (const { fields } of next.value.rows) {
      if (isBlankRow(fields)) continue;
      rows += 1;
      labelled ||= plan.label !== undefined && readLabel(fields[plan.label] ?? '') !== null;
    }
    bad += next.value.bad.length;
    misshapen += next.value.bad.filter(({ code }) => code === 'field-count').length;
  }
  return { batches, rows, bad, misshapen, labelled };
}

/** A file of which hardly a row has the header's number of fields was taken apart the wrong way: better said once. */
function refuseWrongShape({ batches, rows, bad, misshapen }: Peeked, csv: CsvFile): void {
  if (misshapen < 10 || misshapen < 0.9 * (rows + bad)) return;
  const example = batches.flatMap((batch) => batch.bad).find(({ code }) => code === 'field-count');
  throw new DomainError(
    'unreadable-file',
    `${misshapen} of the first ${rows + bad} rows do not have the ${csv.header.length} fields of the header (line ${example?.line} has ${example?.found}). Another delimiter than ${describeFound(csv.delimiter)} may be meant, or header and rows may not belong together.`,
    { issues: example ? [{ line: example.line, found: example.found, expected: example.expected }] : [] },
  );
}

/** By profile and layout: parts of one file are read one after another. */
const readers = new Spares<Profile, ColumnReader>();

class CheckedRows implements CheckedFile {
  readonly kind: 'training' | 'scoring';
  readonly labelled: boolean;
  readonly delimiter: string;
  readonly idsFromLineNumbers: boolean;
  readonly warnings: string[];
  blankRows = 0;
  readonly totals = new RowCounts();
  readonly rows: AsyncGenerator<readonly CheckedRow[], void, undefined>;
  readonly columns: CheckedFile['columns'];
  readonly close: () => Promise<void>;

  constructor(
    csv: CsvFile,
    peeked: Peeked,
    plan: ColumnPlan,
    kind: 'training' | 'scoring',
    warnings: string[],
    options: CheckOptions,
  ) {
    this.kind = kind;
    this.labelled = peeked.labelled;
    this.delimiter = csv.delimiter;
    this.idsFromLineNumbers = plan.id === undefined;
    this.warnings = warnings;
    this.close = csv.close;
    const usedPlan = peeked.labelled ? plan : { ...plan, label: undefined };
    this.rows = this.#check(csv, peeked.batches, usedPlan, options);
    if (kind === 'scoring') this.columns = this.#inColumns(csv, peeked, usedPlan, options);
  }

  #inColumns(
    csv: CsvFile,
    { batches, labelled }: Peeked,
    plan: ColumnPlan,
    options: CheckOptions,
  ): CheckedFile['columns'] {
    const { profile } = options;
    const { delimiter, newline, header } = csv;
    const layout = JSON.stringify([delimiter, newline, header, labelled]);
    const reader = readers.take(profile, layout) ?? ColumnReader.create(profile, plan, { delimiter, newline, header });
    return reader && this.#checkColumns(csv, batches, reader, options, () => readers.leave(profile, layout, reader));
  }

  async *#checkColumns(
    csv: CsvFile,
    peeked: readonly CsvBatch[],
    reader: ColumnReader,
    { onQuarantine }: CheckOptions,
    leaveReader: () => void,
  ): AsyncGenerator<CheckedColumns, void, undefined> {
    let firstReason: QuarantinedRow | undefined;
    try {
      for await (const { batch, labels, aside, blankRows } of columnChunks(csv, peeked, reader)) {
        this.blankRows += blankRows;
        firstReason ??= aside[0];
        for (const row of aside) {
          await onQuarantine(row);
          this.totals.add(0, 1);
        }
        if (batch === undefined) continue;
        this.totals.add(batch.count, 0);
        yield { batch, labels };
      }
    } finally {
      await csv.batches.return();
      await csv.rest.segments.return();
    }
    leaveReader();
    this.warnings.push(...closingWarnings(this.totals, this.blankRows, firstReason));
  }

  async *#check(
    csv: CsvFile,
    peeked: readonly CsvBatch[],
    plan: ColumnPlan,
    { profile, onQuarantine }: CheckOptions,
  ): AsyncGenerator<readonly CheckedRow[], void, undefined> {
    const check = rowChecker(profile, plan, csv.delimiter, this.kind === 'training');
    let firstReason: QuarantinedRow | undefined;
    for await (const { rows, bad } of chain(peeked, csv.batches)) {
      const accepted: CheckedRow[] = [];
      const aside = bad.map(quarantineBadRow);
      for (const row of rows) {
        if (isBlankRow(row.fields)) {
          this.blankRows += 1;
          continue;
        }
        const verdict = check(row);
        if (verdict.ok) accepted.push(verdict.row);
        else aside.push(verdict.row);
      }
      aside.sort((a, b) => a.line - b.line);
      firstReason ??= aside[0];
      for (const row of aside) {
        await onQuarantine(row);
        this.totals.add(0, 1);
      }
      for (let at = 0; at < accepted.length; at += batchRows) {
        const batch = accepted.slice(at, at + batchRows);
        this.totals.add(batch.length, 0);
        yield batch;
      }
    }
    this.warnings.push(...closingWarnings(this.totals, this.blankRows, firstReason));
  }
}

/** What is to be said of a file once all of it was read. */
export function closingWarnings(totals: CheckTotals, blankRows: number, first: QuarantinedRow | undefined): string[] {
  const warnings: string[] = [];
  if (blankRows > 0) {
    warnings.push(`${blankRows} ${blankRows === 1 ? 'row' : 'rows'} without a single value left out.`);
  }
  if (totals.rowsAccepted === 0) warnings.push(noneAccepted(totals.rowsIn, first));
  return warnings;
}

function noneAccepted(rowsIn: number, first: QuarantinedRow | undefined): string {
  const issue = first?.issues[0];
  const where = issue?.field === undefined ? '' : `${issue.field}: `;
  const reason = issue
    ? ` The first, in line ${first?.line}: ${where}found ${issue.found}, expected ${issue.expected}.`
    : '';
  return `Not one of the ${rowsIn.toLocaleString('en-US')} rows could be used.${reason}`;
}

async function* columnChunks(
  csv: CsvFile,
  peeked: readonly CsvBatch[],
  reader: ColumnReader,
): AsyncGenerator<ColumnChunk, void, undefined> {
  const { segments, parser } = csv.rest;
  for (const batch of peeked) yield* reader.take(batch);
  for await (const segment of segments) yield* reader.read(segment, parser);
  yield* reader.take(parser.finish());
}

async function* chain(
  first: readonly CsvBatch[],
  rest: AsyncGenerator<CsvBatch, void, undefined>,
): AsyncGenerator<CsvBatch, void, undefined> {
  try {
    yield* first;
    yield* rest;
  } finally {
    await rest.return();
  }
}
