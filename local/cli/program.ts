import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { ProgramTools } from './command-tools.ts';

const about = `Mainstay tells a subscription business which customers are about to leave, why, and what to do about each.

The loop:
  1. mainstay profile history.csv --out profile.json
     drafts what the columns mean, for you to read through
  2. mainstay train history.csv --profile profile.json
     learns from who left and who stayed, and writes a report
  3. mainstay score customers.csv --out scores.csv
     says who is about to leave, why, and what to do
  4. mainstay start
     serves it all: HTTP API, documentation, a watched inbox

"mainstay start" alone shows it on made-up customers. Nothing leaves this machine.`;

const exits = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 input refused (a receipt says why).`;

type MakeCommand = (tools: ProgramTools) => Command;

const models = () => import('./commands/models.ts');
const records = () => import('./commands/records.ts');

/** The commands under their titles. Each brings much along, so that only the one that is asked for is loaded. */
const groups: Readonly<Record<string, Readonly<Record<string, () => Promise<MakeCommand>>>>> = {
  'Commands of the loop:': {
    profile: async () => (await import('./commands/profile.ts')).profileCommand,
    train: async () => (await import('./commands/train.ts')).trainCommand,
    score: async () => (await import('./commands/score.ts')).scoreCommand,
    start: async () => (await import('./commands/start.ts')).startCommand,
  },
  'Looking closer:': {
    explain: async () => (await import('./commands/explain.ts')).explainCommand,
    report: async () => (await records()).reportCommand,
    compare: async () => (await models()).compareCommand,
  },
  'Models:': {
    models: async () => (await models()).modelsCommand,
    promote: async () => (await models()).promoteCommand,
    shadow: async () => (await import('./commands/shadow.ts')).shadowCommand,
    rollback: async () => (await models()).rollbackCommand,
    'register-endpoint': async () => (await import('./commands/register-endpoint.ts')).registerEndpointCommand,
  },
  'Records:': {
    drops: async () => (await records()).dropsCommand,
    parts: async () => (await records()).partsCommand,
    runs: async () => (await records()).runsCommand,
    openapi: async () => (await import('./commands/openapi.ts')).openApiCommand,
  },
};

/**
 * The command line: `mainstay COMMAND`.
 *
 * @param asked - the first word of it: if it names a command, that is the only one; else all are there, to be told of
 */
export async function buildProgram(tools: ProgramTools, asked?: string): Promise<Command> {
  const program = new Command('mainstay')
    .description(about)
    .version(version(), '-V, --version', 'say the version')
    .addHelpCommand(
      new Command('help').argument('[command]').description('say more about a command').helpGroup('Records:'),
    )
    .addHelpText('after', `${exits}\n\nmainstay help COMMAND says more, with examples.`)
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false, sortOptions: false, styleTitle: tools.style.bold });
  const isNamed = Object.values(groups).some((commands) => asked !== undefined && Object.hasOwn(commands, asked));
  for (const [title, commands] of Object.entries(groups)) {
    for (const [name, load] of Object.entries(commands)) {
      if (!isNamed || name === asked) program.addCommand((await load())(tools).helpGroup(title));
    }
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureHelp({ styleTitle: tools.style.bold });
    command.showHelpAfterError(
      `"mainstay ${command === program ? '--help' : `${command.name()} --help`}" says how to use it.`,
    );
    command.configureOutput({
      outputError: (text, write) => write(tools.errorStyle.bad(text.replace(/^error: /, ''))),
    });
  }
  return program;
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}
