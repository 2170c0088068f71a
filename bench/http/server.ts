import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender, Places } from './contenders.ts';

/** Longest that a server may take to its first answer, ms. */
const startLimitMs = 90_000;
/** Of a Linux clock tick, ms. */
const tickMs = 10;

/** A server that runs, held on one core. */
export interface Running {
  /** From the start of the process to the first score, ms. */
  readonly startMs: number;
  /** Time of processors until now, of all its processes, ms. */
  cpuMs(): Promise<number>;
  /** Memory, with what processes share counted once, MB. */
  memoryMb(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts a server on the first core and waits for its first score.
 *
 * @throws {Error} with what it said, where none comes
 */
export async function startServer(contender: Contender, places: Places, body: string): Promise<Running> {
  const [program, ...words] = contender.command(places);
  const begun = performance.now();
  const child = spawn('taskset', ['--cpu-list', '0', program ?? '', ...words], {
    env: { ...process.env, ...contender.env(places) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // so that workers can be ended with it
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said = `${said}${String(text)}`.slice(-4_000);
    });
  }
  const url = `http://127.0.0.1:${places.port}${contender.path}`;
  while (!(await answers(url, body))) {
    if (child.exitCode !== null || performance.now() - begun > startLimitMs) {
      await stop(child);
      throw new Error(`${contender.name} does not answer: ${said}`);
    }
    await sleep(5);
  }
  const startMs = performance.now() - begun;
  const total = async (figure: (pid: number) => Promise<number>): Promise<number> => {
    const figures = await Promise.all((await familyOf(child.pid ?? 0)).map(async (pid) => figure(pid).catch(() => 0)));
    return figures.reduce((sum, one) => sum + one, 0);
  };
  return { startMs, cpuMs: () => total(cpuOf), memoryMb: () => total(memoryOf), stop: () => stop(child) };
}

async function answers(url: string, body: string): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode === null && child.signalCode === null) child.once('close', () => resolve());
    else resolve();
  });
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  const inTime = await Promise.race([gone.then(() => true), sleep(10_000, false, { ref: false })]);
  if (!inTime && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await gone;
}

/** A process and all that descend from it. */
async function familyOf(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [, parent] = await statOf(Number(name)).catch(() => []);
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const family = [root];
  for (const member of family) for (const [pid, parent] of parents) if (parent === member) family.push(pid);
  return family;
}

/** Fields of /proc/PID/stat from the state on; see proc(5). */
async function statOf(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Time in user and system mode. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await statOf(pid);
  return (Number(stat[11]) + Number(stat[12])) * tickMs;
}

async function memoryOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
}
