import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../../local/cli/mainstay.mjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the one JSON document that it must be. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into documents of many shapes
  readonly json: () => any;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said so far. */
  readonly said: () => string;
  /** Resolves once it has said something that matches. */
  until(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
}

/** Starts the command line as a process of its own. */
export function startMainstay(
  args: readonly string[],
  options: { input?: string | Buffer; env?: Record<string, string> } = {},
): Running {
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined); // it may end without reading all
  child.stdin.end(options.input ?? '');
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr, json: () => JSON.parse(stdout) }));
  });
  const said = (): string => stdout + stderr;
  return {
    process: child,
    ended,
    said,
    async until(pattern, timeoutMs = 60_000) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const found = pattern.exec(said());
        if (found) return found;
        if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
          throw new Error(`never said ${pattern}, but:\n${said()}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

/** Runs a command to its end. */
export function mainstay(args: readonly string[], options: Parameters<typeof startMainstay>[1] = {}): Promise<Ended> {
  return startMainstay(args, options).ended;
}

/** A folder that is gone after `clear`. */
export async function temporaryFolder(): Promise<{ path: string; clear: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'mainstay-test-'));
  return { path, clear: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
