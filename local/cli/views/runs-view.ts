import type { RunRecord } from '../../../core/lifecycle/registry.ts';
import { duration, moment } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { table } from '../output/table.ts';
import { shorten } from '../output/text-width.ts';

/** Runs as a table; a failed one says why below. */
export function runsView(runs: readonly RunRecord[], style: Style): string {
  if (runs.length === 0) return 'No runs yet.';
  const state = (run: RunRecord): string => {
    if (run.state === 'done') return style.good(run.state);
    return run.state === 'failed' ? style.bad(run.state) : run.state;
  };
  const overview = table(
    runs,
    [
      { title: 'run', cell: ({ runId }) => runId },
      { title: 'state', cell: state },
      { title: 'started (UTC)', cell: ({ startedAt }) => moment(startedAt) },
      { title: 'took', cell: took, align: 'right' },
      { title: 'model', cell: ({ modelVersion }) => modelVersion ?? '–' },
      {
        title: 'steps',
        cell: ({ steps }) => steps.map(({ name, seconds }) => `${name} ${duration(seconds)}`).join(', '),
      },
    ],
    style.faint,
  );
  const failures = runs.filter(({ failure }) => failure !== null);
  const why = failures.map(({ runId, failure }) => `${runId} failed: ${shorten(failure?.detail ?? '', 300)}`);
  return [overview, ...(why.length > 0 ? ['', ...why] : [])].join('\n');
}

function took({ startedAt, finishedAt }: RunRecord): string {
  return finishedAt === null ? '…' : duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
}
