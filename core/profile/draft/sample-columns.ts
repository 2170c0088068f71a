import { DomainError } from '../../errors.ts';
import { openCsv } from '../../intake/csv-reader.ts';
import { missingTest, trimText } from '../missing.ts';
import { defaultMissingTexts } from '../profile.ts';
import { draftRows } from './draft-options.ts';

/** Most cells that are held, so that a file of many columns takes no more memory than one of many rows. */
const sampleCells = 4_000_000;

/** A column of the sample, its texts numbered in the order in which they first occur. */
export interface SampledColumn {
  readonly name: string;
  /** Trimmed; "none" is among them, because it may be a value. */
  readonly texts: readonly string[];
  /** Rows per text. */
  readonly counts: readonly number[];
  /** Per row the number of its text, or -1 where it is missing. */
  readonly codes: readonly number[];
  readonly present: number;
}

export interface Sample {
  readonly delimiter: string;
  readonly columns: readonly SampledColumn[];
  readonly rows: number;
  /** Whether the file goes on after the sample. */
  readonly cut: boolean;
  /** Rows that could not be taken apart. */
  readonly badRows: number;
}

/** Texts that are missing in every column; "none" is decided column by column. */
const missingTexts = defaultMissingTexts.filter((text) => text !== 'none');

/**
 * Reads the first rows of a CSV file, at most {@link draftRows}.
 *
 * @throws {DomainError} `unreadable-file` where there are no rows or two columns bear one name
 */
export async function sampleColumns(source: AsyncIterable<Uint8Array>): Promise<Sample> {
  const csv = await openCsv(source);
  const { header } = csv;
  const twice = header.filter((name, at) => name !== '' && header.indexOf(name) !== at);
  if (twice.length > 0) {
    await csv.close();
    throw new DomainError('unreadable-file', `The header names ${[...new Set(twice)].join(', ')} more than once.`);
  }
  const wanted = Math.min(draftRows, Math.max(1_000, Math.floor(sampleCells / header.length)));
  const isMissing = missingTest({ missing: missingTexts });
  const builders = header.map(() => ({
    numbers: new Map<string, number>(),
    counts: [] as number[],
    codes: [] as number[],
  }));
  let rows = 0;
  let badRows = 0;
  let cut = false;
  reading: for await (const batch of csv.batches) {
    badRows += batch.bad.length;
    for (const { fields } of batch.rows) {
      if (fields.every((field) => field.trim() === '')) continue;
      if (rows === wanted) {
        cut = true;
        break reading;
      }
      rows += 1;
      for (const [at, builder] of builders.entries()) addText(builder, trimText(fields[at] ?? ''), isMissing);
    }
  }
  if (rows === 0) {
    const why =
      badRows > 0
        ? `none of its ${badRows} rows has the header's ${header.length} fields`
        : 'it holds a header and no rows';
    throw new DomainError('unreadable-file', `The file cannot be drafted from: ${why}.`);
  }
  const columns = builders.map(({ numbers, counts, codes }, at) => {
    const present = counts.reduce((sum, count) => sum + count, 0);
    return { name: header[at] ?? '', texts: [...numbers.keys()], counts, codes, present };
  });
  return { delimiter: csv.delimiter, columns, rows, cut, badRows };
}

function addText(
  builder: { numbers: Map<string, number>; counts: number[]; codes: number[] },
  text: string,
  isMissing: (text: string) => boolean,
): void {
  let code = builder.numbers.get(text);
  if (code === undefined) {
    if (isMissing(text)) {
      builder.codes.push(-1);
      return;
    }
    code = builder.counts.length;
    builder.numbers.set(text, code);
    builder.counts.push(0);
  }
  builder.counts[code] = (builder.counts[code] ?? 0) + 1;
  builder.codes.push(code);
}
