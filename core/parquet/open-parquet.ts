import { type ColumnMetaData, type FileMetaData, parquetMetadata, parquetSchema, type SchemaTree } from 'hyparquet';
import { DomainError, describeFound } from '../errors.ts';
import { type CellText, cellTextOf } from './cell-text.ts';
import { damagedParquet, unlessDamaged } from './damaged-parquet.ts';
import type { RandomRead } from './random-read.ts';

/** A column of one value a row. */
export interface ParquetColumn extends CellText {
  readonly name: string;
  /** From the root of the schema to the column. */
  readonly schemaPath: SchemaTree[];
}

/** Rows that lie together: of every column one run of pages. */
export interface ParquetGroup {
  readonly rows: number;
  /** In the order of the columns. */
  readonly chunks: readonly ColumnMetaData[];
}

export interface ParquetFile {
  readonly columns: readonly ParquetColumn[];
  readonly groups: readonly ParquetGroup[];
}

/** Bytes of length and magic at the very end. */
const tailBytes = 8;
/** A directory larger than this is none: a file of 10,000 columns and 1,000 groups has about as much. */
const mostDirectoryBytes = 1 << 28;

/**
 * Reads the directory of a Parquet file.
 *
 * @param mark - decimal mark of the texts that its numbers become
 * @throws {DomainError} `unreadable-file` where it is damaged or encrypted, or a column has no text
 */
export async function openParquet(file: RandomRead, mark: '.' | ','): Promise<ParquetFile> {
  const metadata = await directoryOf(file);
  const tree = unlessDamaged('its schema makes no sense', () => parquetSchema(metadata));
  const columns = tree.children.map((leaf) => columnOf(tree, leaf, mark));
  const unfit = columns.flatMap((column) => ('unfit' in column ? [column.unfit] : []));
  if (unfit.length > 0) {
    const shown = unfit.slice(0, 5).join(', ') + (unfit.length > 5 ? ` and ${unfit.length - 5} more` : '');
    const detail = `Columns of a Parquet file must hold one number, text, date or truth value a row. Leave out or flatten: ${shown}.`;
    throw new DomainError('unreadable-file', detail);
  }
  const usable = columns.flatMap((column) => ('unfit' in column ? [] : [column]));
  return { columns: usable, groups: metadata.row_groups.map((group) => groupOf(group, usable, file)) };
}

const nothing = (): undefined => undefined;
/** Smallest and largest values are not looked at: they may be cut, and so be no text or JSON any more. */
const unread = { stringFromBytes: nothing, jsonFromBytes: nothing, uuidFromBytes: nothing };

async function directoryOf(file: RandomRead): Promise<FileMetaData> {
  const { sizeBytes } = file;
  if (sizeBytes < 2 * tailBytes) throw damagedParquet('it ends before its directory');
  const tail = await file.read(sizeBytes - tailBytes, sizeBytes);
  const magic = new TextDecoder('latin1').decode(tail.subarray(4));
  if (magic === 'PARE') throw encrypted('Its directory is encrypted');
  if (magic !== 'PAR1') throw damagedParquet('its directory, which stands at the end, is missing');
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (length > Math.min(sizeBytes - tailBytes, mostDirectoryBytes)) throw damagedParquet('its directory has no size');
  const bytes = await file.read(sizeBytes - tailBytes - length, sizeBytes);
  return unlessDamaged('its directory makes no sense', () =>
    parquetMetadata(bytes, { parsers: unread, geoparquet: false }),
  );
}

function columnOf(root: SchemaTree, leaf: SchemaTree, mark: '.' | ','): ParquetColumn | { unfit: string } {
  const { element } = leaf;
  const name = describeFound(element.name);
  if (element.type === undefined || element.repetition_type === 'REPEATED') {
    const kind = element.logical_type?.type ?? element.converted_type;
    return { unfit: `${name} (${kind === 'LIST' || element.type ? 'a list' : kind === 'MAP' ? 'a map' : 'nested'})` };
  }
  const cell = cellTextOf(element, mark);
  if (!cell) return { unfit: `${name} (${element.logical_type?.type ?? element.converted_type ?? 'bytes'})` };
  return { name: element.name, schemaPath: [root, { ...leaf, element: cell.element }], ...cell };
}

function groupOf(
  { num_rows, columns: chunks }: FileMetaData['row_groups'][number],
  columns: readonly ParquetColumn[],
  { sizeBytes }: RandomRead,
): ParquetGroup {
  if (chunks.length !== columns.length) throw damagedParquet('its directory lacks columns');
  const found = chunks.map(({ meta_data: chunk, crypto_metadata: key, file_path: elsewhere }, index) => {
    const name = describeFound(columns[index]?.name);
    if (key !== undefined || chunk === undefined) throw encrypted(`Column ${name} is encrypted`);
    if (elsewhere) throw new DomainError('unreadable-file', `Column ${name} of the Parquet file lies in another file.`);
    const { start, end } = rangeOf(chunk);
    if (start < 4 || end < start || end > sizeBytes) throw damagedParquet(`column ${name} lies outside of the file`);
    return chunk;
  });
  return { rows: Number(num_rows), chunks: found };
}

/** Bytes of a column's pages in a row group, from the first to the one after the last. */
export function rangeOf(chunk: ColumnMetaData): { readonly start: number; readonly end: number } {
  const { dictionary_page_offset: dictionary, data_page_offset: data, total_compressed_size: size } = chunk;
  const start = Number(dictionary && dictionary > 0n && dictionary < data ? dictionary : data);
  return { start, end: start + Number(size) };
}

function encrypted(what: string): DomainError {
  return new DomainError('unreadable-file', `${what}, and Mainstay has no keys. Export the Parquet file without.`);
}
