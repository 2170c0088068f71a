import type { LoadResult } from './under-load.ts';

export interface ReportFacts {
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly families: readonly string[];
  readonly machine: string;
}

/** How long after the beginning of a move requests count as sent during it, ms: model loading and the next look. */
const duringMs = 2_000;

const latency = (name: string, tookMs: readonly number[]): string => {
  const sorted = [...tookMs].sort((a, b) => a - b);
  const at = (share: number): string =>
    sorted.length === 0
      ? '–'
      : (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
  return `| ${name} | ${sorted.length} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`;
};

/** The results as a page. */
export function reportOf({ answers, moves, faults }: LoadResult, facts: ReportFacts): string {
  const isDuring = (sentMs: number): boolean =>
    moves.some(({ fromMs, untilMs }) => sentMs >= fromMs && sentMs <= Math.max(untilMs, fromMs + duringMs));
  const during = answers.filter(({ sentMs }) => isDuring(sentMs)).map(({ tookMs }) => tookMs);
  const apart = answers.filter(({ sentMs }) => !isDuring(sentMs)).map(({ tookMs }) => tookMs);
  return `# Promotion under load

${facts.machine}

One server process (\`mainstay start\`, SQLite, scores recorded, with reasons), ${facts.requestsPerSecond} requests a second for
${facts.seconds} s or until the last move is done, for one customer and three in turn, sent whether or not earlier ones were
answered. Meanwhile the champion pointer moved ${moves.length} times between ${facts.families.join(' and ')}: by the API and by
\`mainstay promote\` in processes of its own, which share the processors with server and load.

- answers: ${answers.length}
- failed, or not of one whole model: **${faults.length}**${faults[0] === undefined ? '' : ` (first: ${faults[0]})`}

| requests sent | number | p50 ms | p99 ms | longest ms |
| --- | ---: | ---: | ---: | ---: |
${latency(`from the beginning of a move until its end, at least ${duringMs / 1000} s`, during)}
${latency('apart from moves', apart)}

Latencies include waiting while a model is loaded and verified, for the disk, and for processors that others use too; they are
not told apart here.

| move | by | took ms | first request answered by the new model, ms after the move's end |
| ---: | --- | ---: | ---: |
${moves.map(({ by, fromMs, untilMs, followedMs }, number) => `| ${number + 1} | ${by} | ${(untilMs - fromMs).toFixed(0)} | ${followedMs?.toFixed(0) ?? '–'} |`).join('\n')}

A command counts as ended when its process has, so requests may meet the new model before. Made by \`npm run bench:promotion\`.
`;
}
