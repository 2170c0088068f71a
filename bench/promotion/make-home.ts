import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generateStreaming } from '../../data/generate-streaming.ts';

const commandLine = fileURLToPath(new URL('../../local/cli/main.ts', import.meta.url));

/** Trains two models of different families on made-up subscribers, as a person would. */
export async function makeHome(home: string, work: string): Promise<void> {
  for (const [seed, family] of [
    [1, 'logistic-regression'],
    [2, 'xgboost'],
  ] as const) {
    const file = join(work, `history-${seed}.csv`);
    await writeFile(file, [...generateStreaming({ customers: 8_000, labelled: true, seed })].join(''));
    const options = ['--profile', 'streaming', '--families', family, '--budget', '5', '--seed', String(seed)];
    await promisify(execFile)(process.execPath, [commandLine, 'train', file, ...options, '--home', home]);
  }
}
