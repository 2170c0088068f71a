import { Command } from 'commander';
import { type Home, openHome } from '../home/open-home.ts';
import type { Answer } from './answer.ts';
import { type CommandContext, defaultHome, givenPath } from './command-context.ts';
import type { LiveProgress } from './output/live-progress.ts';
import type { Style } from './output/style.ts';

/** What commands are built with. */
export interface ProgramTools {
  readonly signal: AbortSignal;
  readonly progress: LiveProgress;
  /** Colours for standard output. */
  readonly style: Style;
  /** Colours for standard error. */
  readonly errorStyle: Style;
  readonly print: (answer: Answer) => void;
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly home?: string;
  readonly json?: boolean;
}

/** A command with the options that all have, and an example under its help. */
export function newCommand(name: string, summary: string, description: string, examples: readonly string[]): Command {
  return new Command(name)
    .summary(summary)
    .description(description.replaceAll('\n', ' '))
    .option(
      '--home <dir>',
      'folder of records, files and models (default: .mainstay in the checkout, or MAINSTAY_HOME)',
    )
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `\nExample${examples.length > 1 ? 's' : ''}:\n${examples.map((line) => `  ${line}`).join('\n')}`,
    );
}

export function contextOf(tools: ProgramTools, options: CommonOptions): CommandContext {
  return {
    home: options.home === undefined ? defaultHome() : givenPath(options.home),
    json: options.json ?? false,
    signal: tools.signal,
    out: process.stdout,
    style: tools.style,
    errorStyle: tools.errorStyle,
    progress: tools.progress,
    note: (line) => tools.progress.say(line),
  };
}

/** Runs a command that needs an existing home, and prints what it has to say. */
export async function withHome(
  tools: ProgramTools,
  options: CommonOptions,
  work: (home: Home, context: CommandContext) => Promise<Answer>,
): Promise<void> {
  const context = contextOf(tools, options);
  const home = await openHome(context.home, { create: false });
  try {
    tools.print(await work(home, context));
  } finally {
    home.close();
  }
}
