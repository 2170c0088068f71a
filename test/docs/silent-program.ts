import type { Command } from 'commander';
import { liveProgress } from '../../local/cli/output/live-progress.ts';
import { styleFor } from '../../local/cli/output/style.ts';
import { buildProgram } from '../../local/cli/program.ts';

/** The command line with all its commands, to be asked what it understands; it prints nothing. */
export async function silentProgram(): Promise<Command> {
  const style = styleFor(process.stdout);
  return buildProgram({
    signal: new AbortController().signal,
    progress: await liveProgress(process.stderr),
    print: () => undefined,
    style,
    errorStyle: style,
  });
}
