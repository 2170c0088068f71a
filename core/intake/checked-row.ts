import type { FeatureValues, Profile } from '../profile/profile.ts';
import type { Touch } from '../profile/touch.ts';
import type { ColumnBatch } from './column-batch.ts';
import type { CsvDelimiter } from './csv-format.ts';
import type { QuarantinedRow } from './receipt.ts';

/** A row of a customers' file that fits the profile. */
export interface CheckedRow {
  /** 1-based line on which the row begins; the header is line 1. */
  readonly line: number;
  /** 1 to 128 characters; `line-<n>` where the file has no id column. */
  readonly id: string;
  /** 1 = left, 0 = stayed. Always there in a file checked for training. */
  readonly label?: 0 | 1 | undefined;
  /** Minor units of the profile's currency per month; null without money column or amount. */
  readonly monthlyValueMinor: number | null;
  /** Day at which the row was true, YYYY-MM-DD; null without snapshot column or date. */
  readonly snapshot: string | null;
  /** What outreach did to the customer; left out where the file does not say. */
  readonly touch?: Touch | undefined;
  /** Every feature of the profile. */
  readonly values: FeatureValues;
}

/**
 * What a file is checked for. `training` needs a label on every row; `scoring` takes labels where they are but needs
 * none; `auto` is training if the file has labels, else scoring.
 */
export type CheckPurpose = 'training' | 'scoring' | 'auto';

export interface CheckOptions {
  readonly profile: Profile;
  readonly purpose: CheckPurpose;
  /** Found out from the file if left out. */
  readonly delimiter?: CsvDelimiter | undefined;
  /** Gets every row that is set aside, in file order, before the batch that it would have been in is yielded. */
  readonly onQuarantine: (row: QuarantinedRow) => void | Promise<void>;
}

/** `rowsIn = rowsAccepted + rowsQuarantined` at every moment that a caller can see. Blank lines are no rows. */
export interface CheckTotals {
  readonly rowsIn: number;
  readonly rowsAccepted: number;
  readonly rowsQuarantined: number;
}

/** Rows that fit the profile, as columns; their arrays are of use until the next ones are asked for. */
export interface CheckedColumns {
  readonly batch: ColumnBatch;
  /** For each row 1 = left, 0 = stayed, -1 = not said. */
  readonly labels: Int8Array;
}

/** A file whose header and first rows have been looked at. */
export interface CheckedFile {
  readonly kind: 'training' | 'scoring';
  /** Whether rows carry labels. */
  readonly labelled: boolean;
  readonly delimiter: CsvDelimiter;
  /** True where ids are made from line numbers: the profile names no id column or the file lacks it. */
  readonly idsFromLineNumbers: boolean;
  /** Sentences for the receipt; may grow until `rows` has ended. */
  readonly warnings: readonly string[];
  /** Running totals. */
  readonly totals: CheckTotals;
  /** Rows without a single value so far; they are in no total. */
  readonly blankRows: number;
  /** Batches of up to 1,000 accepted rows, in file order. To be iterated once. */
  readonly rows: AsyncGenerator<readonly CheckedRow[], void, undefined>;
  /** The same as columns, in the place of `rows`; undefined where they have to be read row by row. To be iterated once. */
  readonly columns: AsyncGenerator<CheckedColumns, void, undefined> | undefined;
  /** Closes the source of a file whose rows are not iterated; leaving an iteration closes it by itself. */
  readonly close: () => Promise<void>;
}
