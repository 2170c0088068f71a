import { percent } from './figures.ts';
import type { ThreadShares } from './profile.ts';

const shownFunctions = 15;
const smallestShare = 0.01;

/** Where the time goes, of each thread. @param what - was looked at, in words */
export function profileSection(threads: readonly ThreadShares[], what: string): string[] {
  return [
    `Where the time goes: ${what}, in a run of its own under --cpu-prof, from the process's start. What SQLite, WebAssembly`,
    'and Node do for a function counts with its folder.',
    '',
    ...threads.flatMap(({ thread, busySeconds, idleSeconds, folders, functions }) => [
      `Thread ${thread}: ${busySeconds.toFixed(1)} s of work, or of waiting for a processor; ${idleSeconds.toFixed(1)} s idle.`,
      '',
      '| folder | share |',
      '| --- | ---: |',
      ...folders
        .filter(([, share]) => share >= smallestShare)
        .map(([name, share]) => `| ${name} | ${percent(share)} |`),
      '',
      '| function | alone |',
      '| --- | ---: |',
      ...functions.slice(0, shownFunctions).map(([name, share]) => `| ${name} | ${percent(share)} |`),
      '',
    ]),
  ];
}
