import { createReadStream } from 'node:fs';
import { openCsv } from '../../core/intake/csv-reader.ts';
import { csvLine } from '../../core/intake/csv-writer.ts';
import { generateStreaming } from '../../data/generate-streaming.ts';

/** How many customers a smoke run makes: one for the calls, the others for the file. */
export const sampleSize = 4;

/** A few customers as texts, under ids of this run, so that no customer of the business is touched. */
export interface SampleCustomers {
  readonly header: readonly string[];
  readonly delimiter: string;
  readonly rows: readonly { readonly customerId: string; readonly fields: readonly string[] }[];
}

/** A source of customers that cannot be used; the message says why. */
export class UnusableSample extends Error {}

/**
 * The first rows of a CSV file without labels, or made-up streaming subscribers where none is given.
 *
 * @param idColumn - header of the column that is overwritten with this run's ids
 * @param prefix - begins every id, such as `SMOKE-20261122T101500-`
 * @throws {UnusableSample} for a file without that column or with too few rows
 */
export async function sampleCustomers(
  file: string | undefined,
  idColumn: string,
  prefix: string,
): Promise<SampleCustomers> {
  const bytes =
    file === undefined
      ? encoded(generateStreaming({ customers: sampleSize, seed: 7, labelled: false }))
      : fileBytes(file);
  const csv = await openCsv(bytes);
  try {
    const place = csv.header.indexOf(idColumn);
    if (place < 0)
      throw new UnusableSample(
        `no column ${JSON.stringify(idColumn)} among ${csv.header.join(', ')}: name it with --id-column`,
      );
    const found: string[][] = [];
    for await (const { rows } of csv.batches) {
      found.push(...rows.slice(0, sampleSize - found.length).map(({ fields }) => [...fields]));
      if (found.length === sampleSize) break;
    }
    if (found.length < sampleSize)
      throw new UnusableSample(`${sampleSize} customers are needed, the file has ${found.length}`);
    const rows = found.map((fields, index) => {
      const customerId = `${prefix}${index + 1}`;
      return { customerId, fields: fields.with(place, customerId) };
    });
    return { header: csv.header, delimiter: csv.delimiter, rows };
  } finally {
    await csv.close();
  }
}

/** One customer's features as the API reads them: numbers as numbers, nothing as null. */
export function featuresOf(
  { header, delimiter, rows }: SampleCustomers,
  index: number,
): Record<string, string | number | null> {
  const { customerId, fields } = rows[index] ?? { customerId: '', fields: [] };
  const named = header.map((name, place) => [name, fields[place] ?? ''] as const);
  return Object.fromEntries(
    named.filter(([, text]) => text !== customerId).map(([name, text]) => [name, valueOf(text, delimiter)]),
  );
}

/** A file of all customers but the first, and one row that cannot be read: it has a field too many. */
export function sampleFile({ header, delimiter, rows }: SampleCustomers): string {
  const [, ...inFile] = rows;
  const broken = [...(rows[0]?.fields.map(() => '') ?? []), 'one field too many'];
  return [header, ...inFile.map(({ fields }) => fields), broken].map((line) => csvLine(line, delimiter)).join('');
}

/** A value of the second customer that the first does not share: a change that certainly fits the profile. */
export function changeFor(sample: SampleCustomers): Record<string, string | number | null> {
  const own = featuresOf(sample, 0);
  const other = Object.entries(featuresOf(sample, 1));
  const different = other.find(([name, value]) => value !== null && own[name] !== null && own[name] !== value);
  if (!different) throw new UnusableSample('the first two customers of the file are the same');
  return Object.fromEntries([different]);
}

const plainNumber = /^-?(0|[1-9]\d*)([.,]\d+)?$/;

/** A comma can only be a decimal comma where it does not part the columns. */
function valueOf(text: string, delimiter: string): string | number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const isNumber = plainNumber.test(trimmed) && !(trimmed.includes(',') && delimiter === ',');
  return isNumber ? Number(trimmed.replace(',', '.')) : trimmed;
}

async function* encoded(lines: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield new TextEncoder().encode(line);
}

function fileBytes(path: string): AsyncIterable<Uint8Array> {
  const stream: AsyncIterable<Uint8Array> = createReadStream(path);
  return path.endsWith('.gz') ? ReadableStream.from(stream).pipeThrough(new DecompressionStream('gzip')) : stream;
}
