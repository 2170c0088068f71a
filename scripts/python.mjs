// Runs the checkout's own Python with the training package on its path: node scripts/python.mjs -m pytest training
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, venvPython } from './paths.mjs';

const env = { ...process.env, PYTHONPATH: join(root, 'training') };
const { status, error } = spawnSync(venvPython, process.argv.slice(2), { cwd: root, env, stdio: 'inherit' });
if (error) process.stderr.write(`${venvPython} cannot be run (${error.message}): npm test sets it up\n`);
process.exit(status ?? 1);
