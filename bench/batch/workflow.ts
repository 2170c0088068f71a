import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { makeHome } from '../http/make-home.ts';
import { readProfile } from '../workbench.ts';
import { sharesOfProfiles, type ThreadShares } from './profile.ts';
import { runMeasured } from './run.ts';

const script = fileURLToPath(new URL('drop-once.ts', import.meta.url));

const Dropped = z.object({
  seconds: z.number().positive(),
  scored: z.int(),
  quarantined: z.literal(0),
  ownMb: z.number(),
});

/** A drop that went through the whole workflow. */
export interface Drop {
  readonly rowsPerSecond: number;
  /** Most memory of the process that did it, 10⁶ bytes. */
  readonly peakMb: number;
  /** The same without pages of files, such as those of the records that SQLite maps. */
  readonly ownMb: number;
  /** Processor time of the whole process, its start included, seconds for 1,000,000 rows. */
  readonly cpuSecondsOfMillion: number;
}

/** Drops of one kind and size, one a round. */
export interface WorkflowResult {
  readonly rows: number;
  readonly what: string;
  readonly rounds: readonly Drop[];
  /** Size of the records afterwards, bytes for each customer. */
  readonly recordBytes: number;
}

/** Where things are. */
export interface WorkflowPlaces {
  /** Folder with the champion's `bundle`. */
  readonly modelFolder: string;
  /** CSV file with so many customers; the same with `.gz` behind it is packed. */
  readonly fileOf: (rows: number) => string;
  /** On the file system of the customers' files. */
  readonly work: string;
}

/** @param nodeOptions - of the process that does it */
async function dropOnce(
  home: string,
  file: string,
  rows: number,
  work: string,
  ...nodeOptions: string[]
): Promise<Drop> {
  const took = await runMeasured([process.execPath, ...nodeOptions, script, home, file], { cores: '0,1', work });
  const { seconds, scored, ownMb } = Dropped.parse(JSON.parse(took.said));
  if (scored !== rows) throw new Error(`${scored} of ${rows} customers were scored`);
  return {
    rowsPerSecond: rows / seconds,
    peakMb: took.peakMb,
    ownMb,
    cpuSecondsOfMillion: (took.cpuSeconds / rows) * 1e6,
  };
}

async function withHome<T>({ modelFolder, work }: WorkflowPlaces, use: (home: string) => Promise<T>): Promise<T> {
  const home = join(work, 'records-home');
  await rm(home, { recursive: true, force: true });
  try {
    await makeHome(home, join(modelFolder, 'bundle'), await readProfile('streaming'));
    return await use(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function bytesOfRecords(home: string): Promise<number> {
  const sizes = await Promise.all(
    ['', '-wal'].map(async (suffix) => {
      return (await stat(join(home, `records.sqlite${suffix}`)).catch(() => ({ size: 0 }))).size;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Drops files of one size into new homes: customers whom nobody knows, the same again, and packed. */
export async function measureSize(places: WorkflowPlaces, rows: number, rounds: number): Promise<WorkflowResult[]> {
  const { fileOf, work } = places;
  const kinds = [
    { what: 'new customers', file: fileOf(rows), afresh: true },
    { what: 'the same again', file: fileOf(rows), afresh: false },
    { what: 'new customers, gzip', file: `${fileOf(rows)}.gz`, afresh: true },
  ];
  const results = kinds.map(({ what }) => ({ rows, what, rounds: [] as Drop[], recordBytes: 0 }));
  const into = async (home: string, at: number): Promise<void> => {
    const result = results[at]!;
    result.rounds.push(await dropOnce(home, kinds[at]!.file, rows, work));
    result.recordBytes = (await bytesOfRecords(home)) / rows;
    const { rowsPerSecond, peakMb } = result.rounds.at(-1)!;
    process.stderr.write(`${rows} ${result.what}: ${rowsPerSecond.toFixed(0)} rows/s, ${peakMb.toFixed(0)} MB\n`);
  };
  for (let round = 0; round < rounds; round++) {
    await withHome(places, async (home) => {
      await into(home, 0);
      await into(home, 1);
    });
    await withHome(places, (home) => into(home, 2));
  }
  return results;
}

/** What a drop of new customers spends its time on; looked at in a run of its own, since looking costs time. */
export async function profileWorkflow(places: WorkflowPlaces, rows: number): Promise<ThreadShares[]> {
  const folder = join(places.work, 'profiles');
  await rm(folder, { recursive: true, force: true });
  return withHome(places, async (home) => {
    await dropOnce(home, places.fileOf(rows), rows, places.work, '--cpu-prof', '--cpu-prof-dir', folder);
    return sharesOfProfiles(folder);
  });
}
