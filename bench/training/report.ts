import type { Timed } from './measure.ts';

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
};

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)}%`;

/** The runs of each step, in the order of the steps. */
function byStep(rounds: readonly (readonly Timed[])[]): Timed[][] {
  return (rounds[0] ?? []).map(({ step }) => rounds.flatMap((round) => round.filter((timed) => timed.step === step)));
}

/** The parts of a step's runs together, the longest first, with their share. */
function partsOf(runs: readonly Timed[]): [part: string, share: string][] {
  const sums = new Map<string, number>();
  for (const [part, seconds] of runs.flatMap(({ parts }) => [...parts])) {
    sums.set(part, (sums.get(part) ?? 0) + seconds);
  }
  const whole = runs.reduce((sum, { seconds }) => sum + seconds, 0);
  return [...sums].toSorted(([, a], [, b]) => b - a).map(([part, seconds]) => [part, share(seconds, whole)]);
}

const known = (numbers: readonly (number | undefined)[]): number[] => numbers.filter((one) => one !== undefined);

/** One data set's part of the results. @param rounds - the steps of each round */
export function section(name: string, rounds: readonly (readonly Timed[])[]): string {
  const steps = byStep(rounds);
  const totals = rounds.map((round) => round.reduce((sum, { seconds }) => sum + seconds, 0));
  const lines = steps.map((runs) => {
    const seconds = runs.map((run) => run.seconds);
    const [trials, memory] = [known(runs.map((run) => run.trials)), known(runs.map((run) => run.peakMemoryMb))];
    const parts = partsOf(runs).map((part) => part.join(' '));
    return [
      runs[0]?.step,
      median(seconds).toFixed(1),
      `${Math.min(...seconds).toFixed(1)}–${Math.max(...seconds).toFixed(1)}`,
      trials.length > 0 ? median(trials) : '',
      parts.length > 1 ? parts.join(', ') : '',
      memory.length > 0 ? Math.max(...memory).toFixed(0) : '',
    ];
  });
  const longest = steps.toSorted((a, b) => sumOf(b) - sumOf(a)).slice(0, 2);
  const whole = totals.reduce((sum, total) => sum + total, 0);
  return [
    `## ${name}`,
    '',
    '| step | seconds, median | least–most | settings tried | of its time | most memory, MB |',
    '| --- | ---: | ---: | ---: | --- | ---: |',
    ...lines.map((line) => `| ${line.join(' | ')} |`),
    '',
    `Together ${median(totals).toFixed(1)} s. Longest: ${longest.map((runs) => `${runs[0]?.step} ${share(sumOf(runs), whole)}`).join(', ')}.`,
    '',
  ].join('\n');
}

const sumOf = (runs: readonly Timed[]): number => runs.reduce((sum, { seconds }) => sum + seconds, 0);
