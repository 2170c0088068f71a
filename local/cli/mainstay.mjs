#!/usr/bin/env node
// Runs the command line on Node 24: on the Node at hand if it is new enough, else on the checkout's own (package `node`).
// Plain JavaScript, because an older Node has to be able to read it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const launcher = fileURLToPath(import.meta.url);
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

function giveUp(problem) {
  process.stderr.write(
    `${problem}\nRun "npm start" (or "node scripts/setup.mjs") in ${root} once; it installs what is missing.\n`,
  );
  process.exit(1);
}

/** Runs this again on the checkout's Node; ends as it ends, and takes it along when it is ended itself. */
function runOnOwnNode() {
  // The channel lets the child notice that this process was killed; signals are handed on, also those from a terminal.
  const options = { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] };
  const child = spawn(ownNode, [launcher, ...process.argv.slice(2)], options);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => giveUp(`${ownNode} cannot be run: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15)));
}

if (!existsSync(join(root, 'node_modules', 'commander'))) giveUp('The packages that Mainstay needs are not installed.');
else if (Number(process.versions.node.split('.')[0]) >= 24) {
  if (process.argv[2] === 'score') (await import('./v8-flags.mjs')).tuneForStart();
  module.enableCompileCache(); // halves the time to the first word
  (await import('./quick-modules.mjs')).findModulesQuickly();
  await import('./main.ts');
} else if (existsSync(ownNode)) runOnOwnNode();
else giveUp(`Mainstay needs Node 24 or newer; this is Node ${process.versions.node}.`);
