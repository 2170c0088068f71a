import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { openCsv } from '../intake/csv-reader.ts';
import { textOfSpreadsheet } from '../intake/csv-writer.ts';
import { scoreFileIdColumn } from '../scoring/score-file.ts';

/** Rows held until they are written: some ten megabytes with reasons in words. */
const rowsPerGroup = 65_536;

/** How a column of the score file stands in Parquet. */
interface ScoreColumn {
  readonly element: SchemaElement;
  /** @param text - of a cell that is not empty */
  readonly value: (text: string) => unknown;
}

/**
 * A score file as Parquet: the same columns and figures, with types. Amounts are decimals, what is not known is null, and
 * texts are as they are, without the apostrophes that keep a spreadsheet from running them. Row groups are compressed by
 * Snappy, which every reader knows; a group is held in memory, not the file.
 *
 * @param scoreFile - CSV as the scoring of a file writes it
 * @param minorDigits - decimal places of the profile's currency
 */
export async function* scoreParquet(
  scoreFile: AsyncIterable<Uint8Array>,
  minorDigits: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const csv = await openCsv(scoreFile, { delimiter: ',' });
  const columns = csv.header.map((name) => columnOf(name, minorDigits));
  const writer = new ByteWriter();
  const schema = [{ name: 'schema', num_children: columns.length }, ...columns.map(({ element }) => element)];
  const parquet = new ParquetWriter({ writer, schema, createdBy: 'mainstay' });
  let group = columns.map((): unknown[] => []);
  const write = async (): Promise<Uint8Array> => {
    const columnData = columns.map(({ element: { name } }, index) => ({ name, data: group[index] ?? [] }));
    await parquet.write({ columnData, rowGroupSize: rowsPerGroup });
    group = columns.map(() => []);
    return taken(writer);
  };
  for await (const { rows, bad } of csv.batches) {
    if (bad.length > 0) throw new Error(`line ${bad[0]?.line} of the score file cannot be read`);
    for (const { fields } of rows) {
      for (const [index, { value }] of columns.entries()) {
        const text = fields[index] ?? '';
        group[index]?.push(text === '' ? null : value(text));
      }
      if (group[0]?.length === rowsPerGroup) yield await write();
    }
  }
  if ((group[0]?.length ?? 0) > 0) yield await write();
  await parquet.finish();
  yield taken(writer);
}

/** The bytes written since the last time; the writer goes on counting. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

function columnOf(name: string, minorDigits: number): ScoreColumn {
  const required = { name, repetition_type: 'REQUIRED' } as const;
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;
  if (name === 'probability') return { element: { ...required, type: 'DOUBLE' }, value: Number };
  if (name === 'percentile') return { element: { ...optional, type: 'DOUBLE' }, value: Number };
  if (name === 'warnings') return { element: { ...required, type: 'INT32' }, value: Number };
  if (name === 'value_at_risk') {
    const [precision, scale] = [18, minorDigits];
    const decimal = { type: 'INT64', converted_type: 'DECIMAL', precision, scale } as const;
    const element = { ...optional, ...decimal, logical_type: { type: 'DECIMAL', precision, scale } as const };
    return { element, value: (amount) => BigInt(amount.replace('.', '')) };
  }
  const isGiven = name === scoreFileIdColumn || name === 'tier';
  return { element: { ...(isGiven ? required : optional), ...text }, value: textOfSpreadsheet };
}
