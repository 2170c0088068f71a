import { join } from 'node:path';
import { checkedHeader, checkedLine } from '../../core/intake/checked-file.ts';
import type { CheckedFile } from '../../core/intake/checked-row.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { openOutput } from '../drops/output-file.ts';

export interface CheckedCounts {
  readonly leavers: number;
  readonly stayers: number;
}

/**
 * Writes the folder that the training package reads: `checked.csv` and `profile.json`.
 *
 * @param onRows - told after each batch how many rows were written so far
 */
export async function writeChecked(
  file: CheckedFile,
  profile: Profile,
  folder: string,
  { signal, onRows }: { signal: AbortSignal; onRows: (rows: number) => void },
): Promise<CheckedCounts> {
  const checked = await openOutput(join(folder, 'checked.csv'));
  const document = await openOutput(join(folder, 'profile.json'));
  let leavers = 0;
  let rows = 0;
  try {
    await document.write(`${JSON.stringify(profile, null, 2)}\n`);
    await checked.write(checkedHeader(profile));
    for await (const batch of file.rows) {
      signal.throwIfAborted();
      let lines = '';
      for (const row of batch) {
        lines += checkedLine(row, profile);
        if (row.label === 1) leavers += 1;
      }
      rows += batch.length;
      await checked.write(lines);
      onRows(rows);
    }
    await document.keep();
    await checked.keep();
  } finally {
    await document.discard();
    await checked.discard();
  }
  return { leavers, stayers: rows - leavers };
}
