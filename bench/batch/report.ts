import { digits, pace, spreadInWords, spreadOf } from './figures.ts';
import type { ModelResult, SideResult } from './measure.ts';
import type { ThreadShares } from './profile.ts';
import { profileSection } from './report-profile.ts';
import { workflowSection } from './report-workflow.ts';
import type { WorkflowResult } from './workflow.ts';

/** Largest difference of a peer's probability that still counts as the same. */
const tolerance = 1e-6;
const workflowRowsPerSecond = 250_000;

/** Everything that was found. */
export interface Found {
  readonly models: readonly ModelResult[];
  readonly workflow: readonly WorkflowResult[];
  readonly profile: { readonly rows: number; readonly threads: readonly ThreadShares[] } | undefined;
}

/** How it was measured. */
export interface Facts {
  readonly machine: string;
  readonly command: string;
  readonly versions: string;
  /** Size of each model, in words, by name. */
  readonly modelsInWords: ReadonlyMap<string, string>;
  /** Processes that wanted a processor, on average, at the begin and the end. */
  readonly busy: readonly [number, number];
  /** What is written by hand under the figures. */
  readonly remains: string;
}

interface Verdict {
  readonly text: string;
  readonly met: boolean;
}

type Figure = 'seconds' | 'cpuSeconds' | 'peakMb';
const of = ({ rounds }: SideResult, figure: Figure): number[] => rounds.map((round) => round[figure]);
const middleOf = (result: SideResult, figure: Figure): number => spreadOf(of(result, figure)).middle;
const ratio = (own: SideResult, peer: SideResult, figure: Figure): number =>
  middleOf(peer, figure) / middleOf(own, figure);
/** One model's part of the results. */
export function modelSection({ rows, own, peers, profiles }: ModelResult, inWords: string): string {
  const against = peers.flatMap((peer) =>
    own.map(
      (side) =>
        `| ${side.side.name} | ${peer.side.name} | **${ratio(side, peer, 'seconds').toFixed(1)}** | ` +
        `${ratio(side, peer, 'cpuSeconds').toFixed(1)} | ${ratio(side, peer, 'peakMb').toFixed(1)} |`,
    ),
  );
  const figures = [...own, ...peers].map((result) => {
    const paces = of(result, 'seconds').map((seconds) => rows / seconds);
    const difference = result.difference === null ? '' : result.difference.toExponential(1);
    return (
      `| ${result.side.name} | ${result.side.writes} | ${spreadInWords(paces, pace)} | ${spreadInWords(of(result, 'seconds'), digits(2))} | ` +
      `${spreadInWords(of(result, 'cpuSeconds'), digits(2))} | ${spreadInWords(of(result, 'peakMb'), digits(0))} | ${difference} |`
    );
  });
  return [
    `## ${rows.toLocaleString('en-US')} customers, ${inWords}`,
    '',
    '| | against | times as fast | less processor time | less memory |',
    '| --- | --- | ---: | ---: | ---: |',
    ...against,
    '',
    '| median (lowest–highest round) | writes id and | rows/s | seconds | processor seconds | peak MB | max Δ probability |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
    ...figures,
    '',
    ...profiles.flatMap((threads, at) => profileSection(threads, own[at]?.side.name ?? '')),
  ].join('\n');
}

/** The targets, each with whether it was reached. */
export function verdicts({ models, workflow }: Found): Verdict[] {
  const ofModels = models.flatMap(({ model, rows, own, peers }) => {
    const [newcomer] = peers;
    const far = Math.max(...[...own, ...peers].map(({ difference }) => difference ?? 0));
    const same = {
      text: `${model}: all probabilities within ${far.toExponential(1)}, at most ${tolerance}`,
      met: far <= tolerance,
    };
    const ofSides = own.flatMap((result): Verdict[] => {
      const { name, atLeast, mostMemoryMb } = result.side;
      const [times, cpuTimes] = [ratio(result, newcomer!, 'seconds'), ratio(result, newcomer!, 'cpuSeconds')];
      const memory = middleOf(result, 'peakMb');
      const wanted: Verdict[] = [];
      if (atLeast !== undefined) {
        const text = `${model}, ${name}: ${times.toFixed(1)}× ${newcomer!.side.name} by the clock, ${cpuTimes.toFixed(1)}× by processor time, both at least ${atLeast}×`;
        wanted.push({ text, met: Math.min(times, cpuTimes) >= atLeast }); // a busy machine can flatter the one by the clock
      }
      if (mostMemoryMb !== undefined) {
        const text = `${model}, ${name}: ${memory.toFixed(0)} MB for ${rows} rows, at most ${mostMemoryMb} MB`;
        wanted.push({ text, met: memory <= mostMemoryMb });
      }
      return wanted;
    });
    return [same, ...ofSides];
  });
  const ofWorkflow = workflow
    .filter(({ what }) => what === 'new customers')
    .map(({ rows, what, rounds }) => {
      const { middle } = spreadOf(rounds.map((drop) => drop.rowsPerSecond));
      const text = `workflow, ${rows} ${what}: ${pace(middle)} rows/s, at least ${pace(workflowRowsPerSecond)}`;
      return { text, met: middle >= workflowRowsPerSecond };
    });
  return [...ofModels, ...ofWorkflow];
}

/** The results as a page. */
export function reportOf(found: Found, facts: Facts): string {
  const [before, after] = facts.busy;
  const rounds = found.models[0]?.own[0]?.rounds.length ?? found.workflow[0]?.rounds.length ?? 0;
  return [
    '# Batch: from a file of customers to scores',
    '',
    `Measured ${new Date().toISOString().slice(0, 10)} on ${facts.machine}, with`,
    `\`${facts.command}\`; ${rounds} interleaved round${rounds === 1 ? '' : 's'}. ${facts.versions}.`,
    'Customers are drawn from the 25,000 real ones of the data set `streaming` (seeded): 21 columns, of which the id, 19 features and',
    'one that no model looks at; late digits of numbers are drawn anew, so that they are distinct. CSV in, a new CSV file out. Every side is a',
    'process of its own on one core and with one thread (Mainstay on two cores takes the threads that it holds worth starting), from its',
    "start to its end: starting, loading the model, reading, scoring and writing count. All have the same trees. The peers write XGBoost's own probability; Mainstay checks every value against the profile,",
    "and calibrates (its sigmoid is laid over the peers' figures where they are compared, untimed; its six decimals alone make 5e-7).",
    `Processes that wanted a processor, on average: ${before.toFixed(1)} at the begin, ${after.toFixed(1)} at the end${Math.max(before, after) > 2.5 ? ': the machine was busy with other things, and the times by the clock hold that' : ''}.`,
    '',
    ...found.models.map((result) => modelSection(result, facts.modelsInWords.get(result.model) ?? result.model)),
    ...workflowSection(found.workflow, found.profile),
    '## Targets',
    '',
    ...verdicts(found).map(({ text, met }) => `- ${text}: ${met ? 'met' : '**missed**'}`),
    '',
    facts.remains.trim(),
    '',
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}
