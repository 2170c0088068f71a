import { parse } from 'csv-parse/sync';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** A CSV as Parquet, in several row groups: columns of numbers as numbers, all else as texts, empty fields as nulls. */
export function parquetOfCsv(csv: string, rowGroupSize = 97, delimiter = ','): Uint8Array {
  const [header = [], ...rows] = parse(csv, { delimiter });
  const columnData = header.map((name, column) => {
    const cells = rows.map((row) => row[column] ?? '');
    const isNumber = cells.some((cell) => cell !== '') && cells.every((cell) => cell === '' || isPlain(cell));
    const filled = (cell: string): string | number => (isNumber ? Number(cell) : cell);
    const data = cells.map((cell) => (cell === '' ? null : filled(cell)));
    return { name, data, type: isNumber ? ('DOUBLE' as const) : ('STRING' as const), nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }));
}

const isPlain = (cell: string): boolean => String(Number(cell)) === cell;
