import { digits, pace, spreadInWords } from './figures.ts';
import type { ThreadShares } from './profile.ts';
import { profileSection } from './report-profile.ts';
import type { WorkflowResult } from './workflow.ts';

/** The part of the results on drops. */
export function workflowSection(
  results: readonly WorkflowResult[],
  profile: { readonly rows: number; readonly threads: readonly ThreadShares[] } | undefined,
): string[] {
  if (results.length === 0) return [];
  const lines = results.map(({ rows, what, rounds, recordBytes }) => {
    const paces = rounds.map((drop) => drop.rowsPerSecond);
    const peaks = rounds.map((drop) => drop.peakMb);
    const own = rounds.map((drop) => drop.ownMb);
    const effort = rounds.map((drop) => drop.cpuSecondsOfMillion);
    return (
      `| ${rows.toLocaleString('en-US')} | ${what} | ${spreadInWords(paces, pace)} | ${spreadInWords(peaks, digits(0))} | ${spreadInWords(own, digits(0))} | ` +
      `${spreadInWords(effort, digits(1))} | ${recordBytes.toFixed(0)} |`
    );
  });
  return [
    '## The whole batch workflow: records and score file, 2 cores',
    '',
    'A file that the inbox has claimed goes through workflows/batch.asl.json in a process that has the champion in memory:',
    'sha256, shards, three reasons in words and contributions of every feature recorded for each customer, score file,',
    "summary. The model is the product's own (its first settings). Memory and processor time are those",
    'of the whole process, the time is from the claim until the drop is done.',
    '',
    '| rows | what | rows/s | peak MB | without pages of files | processor seconds a million | bytes of records a customer |',
    '| ---: | --- | ---: | ---: | ---: | ---: | ---: |',
    ...lines,
    '',
    ...(profile === undefined
      ? []
      : profileSection(profile.threads, `${profile.rows.toLocaleString('en-US')} new customers`)),
  ];
}
