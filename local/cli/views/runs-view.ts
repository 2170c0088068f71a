import type { RunRecord, RunStep } from '../../../core/lifecycle/registry.ts';
import { count, duration, moment } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { facts, table } from '../output/table.ts';
import { printable, shorten } from '../output/text-width.ts';

/** Runs as a table; a failed one says why below. */
export function runsView(runs: readonly RunRecord[], style: Style): string {
  if (runs.length === 0) return 'No runs yet.';
  const overview = table(
    runs,
    [
      { title: 'run', cell: ({ runId }) => runId },
      { title: 'for', cell: forWhat },
      { title: 'state', cell: ({ state }) => stateWords(state, style) },
      { title: 'started (UTC)', cell: ({ startedAt }) => moment(startedAt) },
      { title: 'took', cell: took, align: 'right' },
      { title: 'model', cell: ({ modelVersion }) => modelVersion ?? '–' },
      { title: 'steps', cell: ({ steps }) => stepsInShort(steps) },
    ],
    style.faint,
  );
  const failures = runs.filter(({ failure }) => failure !== null);
  const why = failures.map(({ runId, failure }) => `${runId} failed: ${shorten(failure?.detail ?? '', 300)}`);
  return [overview, ...(why.length > 0 ? ['', ...why] : [])].join('\n');
}

/** One run with all its steps. */
export function runView(run: RunRecord, style: Style): string {
  const { failure } = run;
  const head = facts([
    ['run', run.runId],
    ['for', forWhat(run)],
    ['state', stateWords(run.state, style)],
    ['started', `${moment(run.startedAt)} UTC`],
    ['took', took(run)],
    ['drop', run.dropId ?? undefined],
    ['model', run.modelVersion ?? undefined],
    ['failure', failure ? style.bad(`${printable(failure.detail)} (${failure.code})`) : undefined],
  ]);
  if (run.steps.length === 0) return head;
  const steps = table(
    run.steps,
    [
      { title: 'step', cell: nameOf },
      { title: 'state', cell: ({ state }) => stateWords(state, style) },
      { title: 'attempt', cell: ({ attempt = 1 }) => count(attempt), align: 'right' },
      { title: 'started (UTC)', cell: ({ startedAt }) => (startedAt === undefined ? '–' : moment(startedAt)) },
      { title: 'took', cell: ({ state, seconds }) => (state === 'running' ? '…' : duration(seconds)), align: 'right' },
      { title: '', cell: ({ error, detail }) => shorten(printable([error, detail].filter(Boolean).join(': ')), 80) },
    ],
    style.faint,
  );
  return `${head}\n\n${steps}`;
}

/** What did the work, each step once: `PlanShards 120 ms, ScoreShard ×8 4.1 s`. */
function stepsInShort(steps: readonly RunStep[]): string {
  const sums = new Map<string, { times: number; seconds: number }>();
  for (const { name, type, seconds, items = 1 } of steps) {
    if (type !== undefined && type !== 'Task') continue;
    const sum = sums.get(name) ?? { times: 0, seconds: 0 };
    sums.set(name, { times: sum.times + items, seconds: sum.seconds + seconds });
  }
  const words = [...sums].map(
    ([name, { times, seconds }]) => `${name}${times > 1 ? ` ×${times}` : ''} ${duration(seconds)}`,
  );
  return words.join(', ');
}

function nameOf({ name, item, items }: RunStep): string {
  if (items !== undefined) return `${name}, ${count(items)} more`;
  return item === undefined ? name : `${name} ${item + 1}`;
}

function forWhat({ kind }: RunRecord): string {
  return kind === 'batch' ? 'scoring' : 'training';
}

function stateWords(state: RunRecord['state'], style: Style): string {
  if (state === 'done') return style.good(state);
  return state === 'failed' ? style.bad(state) : state;
}

function took({ startedAt, finishedAt }: RunRecord): string {
  return finishedAt === null ? '…' : duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
}
