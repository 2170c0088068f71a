import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { csvLine } from '../core/intake/csv-writer.ts';
import { seededRandom } from './random.ts';
import { chanceOfLeaving, makeSubscriber, type SyntheticSubscriber } from './synthetic-subscriber.ts';

export interface StreamingOptions {
  /** How many, 1 or more. */
  readonly customers: number;
  /** The same seed gives the same customers. */
  readonly seed: number;
  /** Whether to tell who left, in a column Churn (1 = left). */
  readonly labelled: boolean;
}

const columns = [
  'AccountAge',
  'MonthlyCharges',
  'TotalCharges',
  'SubscriptionType',
  'PaymentMethod',
  'PaperlessBilling',
  'ContentType',
  'MultiDeviceAccess',
  'DeviceRegistered',
  'ViewingHoursPerWeek',
  'AverageViewingDuration',
  'ContentDownloadsPerMonth',
  'GenrePreference',
  'UserRating',
  'SupportTicketsPerMonth',
  'Gender',
  'WatchlistSize',
  'ParentalControl',
  'SubtitlesEnabled',
] as const satisfies readonly (keyof SyntheticSubscriber)[];

/**
 * Synthetic streaming subscribers as CSV that the `streaming` profile reads: lines with their LF, the header first. No
 * person stands behind them; ids are SYN-000001 and so on. About 18 % left, by chance and for reasons (see
 * {@link chanceOfLeaving}). With and without labels a seed gives the same customers.
 */
export function* generateStreaming({
  customers,
  seed,
  labelled,
}: StreamingOptions): Generator<string, void, undefined> {
  const random = seededRandom(seed);
  yield csvLine([...columns, 'CustomerID', ...(labelled ? ['Churn'] : [])]);
  for (let number = 1; number <= customers; number += 1) {
    const subscriber = makeSubscriber(random);
    const left = random.uniform() < chanceOfLeaving(subscriber);
    const fields = columns.map((column) => String(subscriber[column] ?? ''));
    fields.push(`SYN-${String(number).padStart(6, '0')}`);
    if (labelled) fields.push(left ? '1' : '0');
    yield csvLine(fields);
  }
}

const usage = `Writes synthetic streaming subscribers as CSV to standard output.

  node data/generate-streaming.ts --customers 8000 --seed 1 --labelled > customers.csv

  --customers N   how many (default 8000)
  --seed N        the same seed gives the same customers (default 1)
  --labelled      with a column Churn, 1 = left, for training
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      customers: { type: 'string', default: '8000' },
      seed: { type: 'string', default: '1' },
      labelled: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const lines = generateStreaming({
    customers: wholeNumber('customers', values.customers, 1),
    seed: wholeNumber('seed', values.seed, 0),
    labelled: values.labelled,
  });
  await pipeline(Readable.from(lines), process.stdout);
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least)
    throw new RangeError(`--${name} must be a whole number from ${least}, got ${text}`);
  return number;
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    const closed = error instanceof Error && 'code' in error && error.code === 'EPIPE'; // such as `| head`
    if (!closed) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
      process.exitCode = 2;
    }
  }
}
