import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generateStreaming } from '../../data/generate-streaming.ts';
import type { HomePaths } from './home-paths.ts';
import { writeWhole } from './profile-in-use.ts';

/** Files of made-up subscribers. */
export interface SampleFiles {
  /** Labelled. */
  readonly history: string;
  /** Without labels. */
  readonly current: string;
}

/** Name of the labelled file, which says what it is. */
export const sampleHistoryName = 'synthetic-history.csv';

const historyCustomers = 8_000;
const currentCustomers = 2_000;

/** Writes the made-up subscribers that a home without data begins with; their names say what they are. */
export async function writeSample({ root, work }: HomePaths): Promise<SampleFiles> {
  const history = join(root, 'sample', sampleHistoryName);
  const current = join(root, 'sample', 'synthetic-current.csv');
  const write = async (path: string, options: Parameters<typeof generateStreaming>[0]): Promise<void> => {
    if (!existsSync(path)) await writeWhole(path, work, [...generateStreaming(options)].join(''));
  };
  await write(history, { customers: historyCustomers, labelled: true, seed: 1 });
  await write(current, { customers: currentCustomers, labelled: false, seed: 2 });
  return { history, current };
}
