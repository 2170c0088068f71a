// Brings a fresh clone to where a command can run, then runs it:
//
//   node scripts/setup.mjs [--dev] [--then COMMAND ...]
//
// Node packages go to node_modules/ (Node 24 among them, so that everything runs on the Lambda runtime's version),
// Python packages to .venv/. What is already there and unchanged is left alone, so a second run takes a moment.
// Plain JavaScript for Node 20, because nothing is installed yet when it starts.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, venvPython } from './paths.mjs';

const options = process.argv.slice(2);
const thenAt = options.indexOf('--then');
const own = thenAt < 0 ? options : options.slice(0, thenAt);
const command =
  thenAt < 0 ? [] : options.slice(thenAt + 1).filter((word, at, all) => word !== '--' || all.indexOf('--') !== at);
const dev = own.includes('--dev');

const say = (line) => process.stderr.write(`${line}\n`);

/** Ends with what is wrong and what to do about it. */
function giveUp(problem, remedy) {
  say(`\nSetup stopped: ${problem}\n${remedy}`);
  process.exit(1);
}

/** SHA-256 over the named files of the checkout: the stamp under which an installation is known. */
function fingerprint(...files) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

const readStamp = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** Runs a program, showing that time passes; resolves to its exit code and what it wrote. */
function run(title, program, args, env = process.env) {
  return new Promise((resolve) => {
    const startedAt = Date.now();
    const seconds = () => Math.round((Date.now() - startedAt) / 1000);
    const live = process.stderr.isTTY;
    let output = '';
    if (!live) say(`  ${title} …`);
    const ticker = setInterval(
      () => (live ? process.stderr.write(`\r  ${title} … ${seconds()} s`) : say(`  ${title} … ${seconds()} s`)),
      live ? 500 : 15_000,
    );
    const child = spawn(program, args, {
      cwd: root,
      env,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const collect = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const finish = (code) => {
      clearInterval(ticker);
      say(`${live ? '\r' : ''}  ${title} … ${code === 0 ? 'done' : 'failed'} in ${seconds()} s`);
      resolve({ code, output });
    };
    child.on('error', (error) => ((output += error.message), finish(1)));
    child.on('close', finish);
  });
}

const networkTrouble =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|getaddrinfo|Temporary failure|NewConnectionError|Could not find a version|network/i;

function explainInstallFailure(what, output, settings) {
  say(output.trim().split('\n').slice(-15).join('\n'));
  giveUp(
    networkTrouble.test(output) ? `the registry for ${what} could not be reached.` : `${what} could not be installed.`,
    `Check the network connection; behind a proxy or with a registry of your own, set ${settings}. Then run the same command again.`,
  );
}

async function installNodePackages() {
  const stampFile = join(root, 'node_modules', '.mainstay-stamp');
  const wanted = fingerprint('package-lock.json');
  const stamp = readStamp(stampFile);
  if (stamp === `${wanted} dev` || (!dev && stamp === `${wanted} production`)) return;
  const kind = dev ? 'dev' : 'production';
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(dev ? [] : ['--omit=dev'])];
  const { code, output } = await run(
    'Node packages (about 20 s)',
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    args,
  );
  if (code !== 0) explainInstallFailure('Node packages', output, 'npm\'s "registry" and "proxy" (npm config set …)');
  writeFileSync(stampFile, `${wanted} ${kind}`);
}

/** The first Python on this machine that is 3.10 or newer. */
function findPython() {
  const asked = process.env.MAINSTAY_SETUP_PYTHON;
  const names = asked
    ? [asked]
    : process.platform === 'win32'
      ? ['python', 'python3']
      : ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
  const seen = [];
  for (const name of names) {
    const probe = spawnSync(name, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
    if (probe.status !== 0) continue;
    const version = probe.stdout.trim();
    seen.push(`${name} is ${version}`);
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor >= 10) return name;
  }
  const found = seen.length > 0 ? `found: ${seen.join(', ')}` : 'none was found';
  return giveUp(
    `training needs Python 3.10 or newer; ${found}.`,
    'Install it (Debian and Ubuntu: apt-get install python3 python3-venv; macOS: brew install python; Windows: winget install\nPython.Python.3.12), or name one: MAINSTAY_SETUP_PYTHON=/path/to/python3. Then run the same command again.',
  );
}

async function installPythonPackages() {
  const requirements = dev ? 'training/requirements-dev.txt' : 'training/requirements.txt';
  const folder = join(root, '.venv');
  const stampFile = join(folder, 'mainstay-stamp');
  const wanted = fingerprint('training/requirements.txt', 'training/requirements-dev.txt');
  const stamp = readStamp(stampFile);
  const works = existsSync(venvPython) && spawnSync(venvPython, ['-c', '']).status === 0;
  if (works && (stamp === `${wanted} dev` || (!dev && stamp === `${wanted} production`))) return;
  const python = findPython();
  if (!works) {
    rmSync(folder, { recursive: true, force: true });
    const made = await run('Python environment', python, ['-m', 'venv', folder]);
    if (made.code !== 0) {
      say(made.output.trim());
      giveUp(
        'a Python virtual environment could not be made.',
        'On Debian and Ubuntu: apt-get install python3-venv. Then run the same command again.',
      );
    }
  }
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--only-binary=:all:',
    '-r',
    requirements,
  ];
  const { code, output } = await run('Python packages (about 40 s)', venvPython, pip);
  if (code !== 0) explainInstallFailure('Python packages', output, 'pip\'s "index-url" and "proxy" (pip config set …)');
  mkdirSync(folder, { recursive: true });
  writeFileSync(stampFile, `${wanted} ${dev ? 'dev' : 'production'}`);
}

/** Runs what was asked for on Node 24, hands signals on and ends with its exit code. */
function runCommand([name, ...args]) {
  const bin = join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const [program, words] =
    name === 'mainstay' ? [process.execPath, [join(root, 'local', 'cli', 'mainstay.mjs'), ...args]] : [name, args];
  const child = spawn(program, words, {
    cwd: root,
    env,
    stdio: 'inherit',
    shell: name !== 'mainstay' && process.platform === 'win32',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => giveUp(`${name} could not be started: ${error.message}`, ''));
  child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  giveUp(`Node ${process.versions.node} is too old.`, 'Install Node 20 or newer, then run the same command again.');
}
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await installNodePackages();
await installPythonPackages();
if (command.length > 0) runCommand(command);
