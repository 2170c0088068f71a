import type { Contender } from './contenders.ts';
import type { Measured } from './measure.ts';

/** Times as many requests a second as the first peer that must be reached. */
const targetRatio = 15;

/** What was found of one contender. */
export interface Result {
  readonly contender: Pick<Contender, 'name' | 'answers'>;
  readonly rounds: readonly Measured[];
}

/** How it was measured. */
export interface Facts {
  readonly machine: string;
  readonly command: string;
  readonly model: string;
  readonly seconds: number;
  readonly connections: number;
  /** Processes that wanted a processor at the end, on average. */
  readonly busy: number;
  /** Peers that do not run here, and why. */
  readonly absent: readonly string[];
  /** What remains, written by hand. */
  readonly remains: string;
}

type Figure = Exclude<keyof Measured, 'answered' | 'failed'>;

function quantiles({ rounds }: Result, figure: Figure): { low: number; middle: number; high: number } {
  const sorted = rounds.map((round) => round[figure]).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return {
    low: sorted[0] ?? Number.NaN,
    middle: ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2,
    high: sorted.at(-1) ?? Number.NaN,
  };
}

function spread(result: Result, figure: Figure, digits: number): string {
  const { low, middle, high } = quantiles(result, figure);
  return `${middle.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

const times = (a: number, b: number): string => `${(a / b).toFixed(1)}×`;

/** The targets, each with whether it was reached. */
export function verdicts([own, flask]: readonly Result[]): { text: string; met: boolean }[] {
  if (!own || !flask) return [];
  const [rate, theirs] = [quantiles(own, 'perSecond').middle, quantiles(flask, 'perSecond').middle];
  const [p99, theirP99] = [quantiles(own, 'p99Ms').middle, quantiles(flask, 'p99Ms').middle];
  const { name } = flask.contender;
  return [
    {
      text: `${times(rate, theirs)} the requests of ${name}, at least ${targetRatio}×`,
      met: rate >= targetRatio * theirs,
    },
    { text: `p99 ${p99.toFixed(1)} ms against ${theirP99.toFixed(1)} ms, lower`, met: p99 < theirP99 },
  ];
}

/** The results as a page. @param results - Mainstay's first, then the peer that the target names */
export function reportOf(results: readonly Result[], facts: Facts): string {
  const [own, ...peers] = results;
  if (!own) throw new Error('nothing was measured');
  const ratio = (peer: Result, figure: Figure, more: boolean): string => {
    const [ours, theirs] = [quantiles(own, figure).middle, quantiles(peer, figure).middle];
    return more ? times(ours, theirs) : times(theirs, ours);
  };
  const ratios = peers.map(
    (peer) =>
      `| ${peer.contender.name} | **${ratio(peer, 'perSecond', true)}** | ${ratio(peer, 'p99Ms', false)} | ` +
      `${ratio(peer, 'cpuMs', false)} | ${ratio(peer, 'startMs', false)} | ${ratio(peer, 'memoryMb', false)} |`,
  );
  const figures = results.map(
    (result) =>
      `| ${result.contender.name} | ${result.contender.answers} | ${spread(result, 'perSecond', 0)} | ${spread(result, 'p50Ms', 1)} | ` +
      `${spread(result, 'p99Ms', 1)} | ${spread(result, 'mostMs', 0)} | ${spread(result, 'cpuMs', 2)} | ` +
      `${spread(result, 'startMs', 0)} | ${spread(result, 'memoryMb', 0)} |`,
  );
  return `# HTTP: one customer scored a request

Measured ${new Date().toISOString().slice(0, 10)} on ${facts.machine}, with
\`${facts.command}\`. ${own.rounds.length} interleaved rounds, in each of which every server starts afresh,
is warmed, and then gets requests for ${facts.seconds} s from ${facts.connections} connections, each sending its next one once it has its
answer. Every server is held on one core, the load on the other. The same model for all: ${facts.model}; the
peers serve it as a scikit-learn pipeline that says of the golden rows what the bundle does, and neither record, explain nor
calibrate. Every answer that Mainstay has given is on disk by then. While this ran, ${facts.busy.toFixed(1)} processes on average wanted a
processor${facts.busy > 2.5 ? ': the machine was busy with other things, and the times by the clock hold that' : ''}.

How many times better Mainstay is, medians:

| against | requests/s | p99 | processor time a request | start to first score | memory |
| --- | ---: | ---: | ---: | ---: | ---: |
${ratios.join('\n')}

Median (lowest–highest round):

| server | answers with | requests/s | p50 ms | p99 ms | longest ms | processor ms a request | start ms | memory MB |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${figures.join('\n')}
${facts.absent.map((one) => `\nNot measured: ${one}\n`).join('')}
Memory is that of all processes of a server, what they share counted once (PSS), after the load.

## Targets

${verdicts(results)
  .map(({ text, met }) => `- ${text}: ${met ? 'met' : '**missed**'}`)
  .join('\n')}

${facts.remains.trim()}
`;
}
