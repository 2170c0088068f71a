import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { z } from 'zod';
import type { ProgramTools } from './command-tools.ts';
import { explainCommand } from './commands/explain.ts';
import { compareCommand, modelsCommand, promoteCommand, rollbackCommand } from './commands/models.ts';
import { openApiCommand } from './commands/openapi.ts';
import { profileCommand } from './commands/profile.ts';
import { dropsCommand, partsCommand, reportCommand, runsCommand } from './commands/records.ts';
import { registerEndpointCommand } from './commands/register-endpoint.ts';
import { scoreCommand } from './commands/score.ts';
import { shadowCommand } from './commands/shadow.ts';
import { startCommand } from './commands/start.ts';
import { trainCommand } from './commands/train.ts';

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

/** The command line: `mainstay COMMAND`. */
export function buildProgram(tools: ProgramTools): Command {
  const program = new Command('mainstay')
    .description(about)
    .version(version(), '-V, --version', 'say the version')
    .addHelpCommand(
      new Command('help').argument('[command]').description('say more about a command').helpGroup('Records:'),
    )
    .addHelpText('after', `${exits}\n\nmainstay help COMMAND says more, with examples.`)
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false, sortOptions: false, styleTitle: tools.style.bold });
  const groups: readonly (readonly [title: string, commands: readonly Command[]])[] = [
    ['Commands of the loop:', [profileCommand(tools), trainCommand(tools), scoreCommand(tools), startCommand(tools)]],
    ['Looking closer:', [explainCommand(tools), reportCommand(tools), compareCommand(tools)]],
    [
      'Models:',
      [
        modelsCommand(tools),
        promoteCommand(tools),
        shadowCommand(tools),
        rollbackCommand(tools),
        registerEndpointCommand(tools),
      ],
    ],
    ['Records:', [dropsCommand(tools), partsCommand(tools), runsCommand(tools), openApiCommand(tools)]],
  ];
  for (const [title, commands] of groups) for (const command of commands) program.addCommand(command.helpGroup(title));
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
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
