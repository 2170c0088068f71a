import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openRecords } from '../local/records/open-records.ts';
import { type IdKind, makeRows, sheetOfProfile } from './records/generate.ts';
import { machineLine, readProfile } from './workbench.ts';

const usage = `Usage: npm run bench:records -- [--customers N] [--rows R] [--runs K] [--write]

Puts drops of N (1,000,000) made-up customers of the profile "streaming" into a SQLite home on this disk, R (8,192) rows a call,
and times the calls alone: new customers with random ids and with ids in the order of the file, the same again K (3) times, and
three times in another order. --write renews bench/results/records.md.
`;

interface Line {
  readonly what: string;
  readonly rowsPerSecond: number;
  readonly cpuMicros: number;
  readonly bytesPerCustomer: number;
}

const inOrder = (place: number): number => place;

async function measure(file: string, ids: IdKind, { customers, rows, runs }: Record<string, number>): Promise<Line[]> {
  const records = openRecords(file);
  const sheet = sheetOfProfile(await readProfile('streaming'), 'v1');
  const lines: Line[] = [];
  const drop = async (what: string, run: number, order: (place: number) => number): Promise<void> => {
    const most = customers!;
    let ms = 0;
    let cpuMs = 0;
    for (let at = 0; at < most; at += rows!) {
      const numbers = Array.from({ length: Math.min(rows!, most - at) }, (_, i) => order(at + i));
      const made = makeRows({ sheet, customers: numbers, ids, run, firstLine: at + 2 });
      const cpu = process.cpuUsage();
      const start = performance.now();
      await records.customers.putScoredRows(made);
      ms += performance.now() - start;
      const { user, system } = process.cpuUsage(cpu);
      cpuMs += (user + system) / 1000;
    }
    const start = performance.now();
    await records.customers.flush();
    ms += performance.now() - start;
    const { size } = await stat(file);
    const line = {
      what,
      rowsPerSecond: Math.round((most / ms) * 1000),
      cpuMicros: (cpuMs / most) * 1000,
      bytesPerCustomer: Math.round(size / customers!),
    };
    process.stdout.write(`${textOf(line)}\n`);
    lines.push(line);
  };
  await drop(`${ids} ids: new customers`, 0, inOrder);
  for (let run = 1; run <= runs!; run++) await drop(`${ids} ids: the same again (${run})`, run, inOrder);
  if (ids === 'random') {
    // 7,919 is prime to every likely number of customers: neighbours are far apart.
    const other = (place: number): number => (place * 7_919) % customers!;
    await drop(`${ids} ids: in another order`, runs! + 1, other);
    for (let run = 1; run <= 2; run++) await drop(`${ids} ids: in that order again (${run})`, runs! + 1 + run, other);
  }
  records.close();
  return lines;
}

function textOf({ what, rowsPerSecond, cpuMicros, bytesPerCustomer }: Line): string {
  return `| ${what} | ${rowsPerSecond.toLocaleString('en')} | ${cpuMicros.toFixed(2)} | ${bytesPerCustomer} |`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      customers: { type: 'string', default: '1000000' },
      rows: { type: 'string', default: '8192' },
      runs: { type: 'string', default: '3' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const effort = { customers: Number(values.customers), rows: Number(values.rows), runs: Number(values.runs) };
  const lines: Line[] = [];
  for (const ids of ['random', 'sequential'] as const) {
    const folder = await mkdtemp(join(tmpdir(), 'mainstay-records-'));
    try {
      lines.push(...(await measure(join(folder, 'records.sqlite'), ids, effort)));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  if (!values.write) return;
  const document = [
    '# Recording scores in bulk (SQLite)',
    '',
    `Measured ${new Date().toISOString().slice(0, 10)} on ${machineLine()}, with`,
    `\`npm run bench:records -- --customers ${values.customers} --rows ${values.rows} --runs ${values.runs}\`. One thread, calls of`,
    `\`putScoredRows\` alone, ${values.rows} rows a transaction, flushed to the disk once at the end of a drop. 19 features`,
    'with a contribution each, half of the numbers with all their digits, one value in twenty missing with its warning.',
    '',
    '| drop | rows/s | CPU µs/row | file, bytes/customer |',
    '| --- | --- | --- | --- |',
    ...lines.map(textOf),
    '',
    'What a row costs at the least: about 330 bytes (152 of them contributions, which are noise to any coder), 13 more for each past',
    'score, written twice, to the write-ahead log and to the file; a new id one place in an index ordered by id, which dirties a',
    'page of 4 kB for each few rows where ids are random. A file in an order of its own meets its customers scattered over all groups:',
    'each call reads histories and places of most groups, moves its customers into new ones and writes their places in that index.',
    '',
  ].join('\n');
  await writeFile(new URL('results/records.md', import.meta.url), document);
}

if (import.meta.main) await main();
