import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip, gunzipSync } from 'node:zlib';
import { dataFolder } from '../workbench.ts';

const source = 'streaming-train-25000.csv.gz';
/** A column that no profile names, as real exports have them. */
const regions = ['Seoul', 'Busan', 'Incheon', 'Daegu', 'Daejeon', 'Gwangju', 'Ulsan', 'Suwon'];
/** Columns that depend on each other: they come from the same customer. */
const together = new Set(['AccountAge', 'MonthlyCharges', 'TotalCharges']);
/** Decimals that are kept; those behind are drawn, so that numbers are distinct and the distributions stay. */
const keptDecimals = 2;
const fewestDrawn = 3;
const linesPerWrite = 5_000;

/** Numbers from 0 to 1 (exclusive) by mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const letters = (value: number): string => value.toString(36).toUpperCase().padStart(5, '0');

/** Five letters and digits of each 60,466,176 customers that no other has, and five drawn: ids as the data set's. */
function idOf(customer: number, random: () => number): string {
  const places = 36 ** 5;
  return letters((customer * 7_919) % places) + letters(Math.floor(random() * places));
}

/** The same number with other late digits, as many as before and not ending in 0. */
function jittered(text: string, random: () => number): string {
  const drawn = text.length - text.indexOf('.') - 1 - keptDecimals;
  if (!text.includes('.') || drawn < fewestDrawn) return text;
  const digits = `${Math.floor(random() * 10 ** (drawn - 1))}`.padStart(drawn - 1, '0');
  return `${text.slice(0, -drawn)}${digits}${1 + Math.floor(random() * 9)}`;
}

/**
 * Writes customers drawn from the real ones as CSV: id, 19 features, region. Categories and whole numbers are those of one
 * or two real customers; the others get new late digits. Equal seeds give equal files.
 */
export async function makeCustomers(file: string, { rows, seed }: { rows: number; seed: number }): Promise<void> {
  const text = gunzipSync(await readFile(join(dataFolder, source))).toString('utf8');
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const names = header.split(',').slice(0, -1); // the label is last
  const real = lines.map((line) => line.split(','));
  const random = randomNumbers(seed);
  const out = createWriteStream(`${file}.part`);
  const draw = (): readonly string[] => real[Math.floor(random() * real.length)]!;
  let part = `CustomerID,${names.join(',')},Region\n`;
  for (let customer = 0; customer < rows; customer++) {
    const [one, other] = [draw(), draw()];
    part += idOf(customer, random);
    for (const [at, name] of names.entries()) {
      part += `,${jittered((together.has(name) ? one : other)[at]!, random)}`;
    }
    part += `,${regions[Math.floor(random() * regions.length)]}\n`;
    if (customer % linesPerWrite !== linesPerWrite - 1 && customer !== rows - 1) continue;
    if (!out.write(part)) await once(out, 'drain');
    part = '';
  }
  out.end();
  await once(out, 'close');
  await rename(`${file}.part`, file);
}

/** Packs a file as gzip beside it. */
export async function pack(file: string): Promise<void> {
  await pipeline(createReadStream(file), createGzip({ level: 6 }), createWriteStream(`${file}.gz.part`));
  await rename(`${file}.gz.part`, `${file}.gz`);
}
