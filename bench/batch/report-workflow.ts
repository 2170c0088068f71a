import { digits, pace, percent, spreadInWords } from './figures.ts';
import type { ThreadShares } from './profile.ts';
import type { WorkflowResult } from './workflow.ts';

const shownFunctions = 15;

/** Where the time goes, of each thread. @param rows - of the drop that was looked at */
function profileSection(threads: readonly ThreadShares[], rows: number): string[] {
  return [
    `Where the time of ${rows.toLocaleString('en-US')} new customers goes, in a run of its own under --cpu-prof, from the process's start. What`,
    'SQLite, WebAssembly and Node do for a function counts with its folder.',
    '',
    ...threads.flatMap(({ thread, busySeconds, idleSeconds, folders, functions }) => [
      `Thread ${thread}: busy for ${busySeconds.toFixed(1)} s, waited ${idleSeconds.toFixed(1)} s.`,
      '',
      '| folder | share of the busy time |',
      '| --- | ---: |',
      ...folders.filter(([, share]) => share >= 0.01).map(([name, share]) => `| ${name} | ${percent(share)} |`),
      '',
      '| function | alone |',
      '| --- | ---: |',
      ...functions.slice(0, shownFunctions).map(([name, share]) => `| ${name} | ${percent(share)} |`),
      '',
    ]),
  ];
}

/** The part of the results on drops. */
export function workflowSection(
  results: readonly WorkflowResult[],
  profile: { readonly rows: number; readonly threads: readonly ThreadShares[] } | undefined,
): string[] {
  if (results.length === 0) return [];
  const lines = results.map(({ rows, what, rounds, recordBytes }) => {
    const paces = rounds.map((drop) => drop.rowsPerSecond);
    const peaks = rounds.map((drop) => drop.peakMb);
    const cores = rounds.map((drop) => drop.coresUsed);
    return (
      `| ${rows.toLocaleString('en-US')} | ${what} | ${spreadInWords(paces, pace)} | ${spreadInWords(peaks, digits(0))} | ` +
      `${spreadInWords(cores, digits(2))} | ${recordBytes.toFixed(0)} |`
    );
  });
  return [
    '## The whole batch workflow: records and score file, 2 cores',
    '',
    'A file that the inbox has claimed goes through workflows/batch.asl.json in a process that has the champion in memory:',
    'sha256, shards, three reasons in words and contributions of every feature recorded for each customer, score file,',
    "summary. The model is the product's own (its first settings). Memory is that of the whole process.",
    '',
    '| rows | what | rows/s | peak MB | cores in use | bytes of records a customer |',
    '| ---: | --- | ---: | ---: | ---: | ---: |',
    ...lines,
    '',
    ...(profile === undefined ? [] : profileSection(profile.threads, profile.rows)),
  ];
}
