import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const script = fileURLToPath(new URL('explain.py', import.meta.url));

/** Who explains: a library in one of the Python environments, on some threads. */
export interface PeerKind {
  readonly library: 'xgboost' | 'shap' | 'fasttreeshap-v1' | 'fasttreeshap-v2';
  /** Folder of a virtual environment in the checkout. */
  readonly environment: '.venv' | '.bench-venv' | '.bench-venv-fasttreeshap';
  readonly threads: 1 | 2;
}

export const peerKinds: readonly PeerKind[] = [
  { library: 'xgboost', environment: '.venv', threads: 1 },
  { library: 'xgboost', environment: '.venv', threads: 2 },
  { library: 'xgboost', environment: '.bench-venv', threads: 1 },
  { library: 'xgboost', environment: '.bench-venv', threads: 2 },
  { library: 'shap', environment: '.bench-venv', threads: 1 },
  { library: 'fasttreeshap-v1', environment: '.bench-venv-fasttreeshap', threads: 1 },
  { library: 'fasttreeshap-v2', environment: '.bench-venv-fasttreeshap', threads: 1 },
];

const Hello = z.object({ version: z.string() });
const Answer = z.object({ seconds: z.number() });

/** A running peer with its model loaded; between requests it waits and uses no time. */
export class Peer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(running: ChildProcessWithoutNullStreams) {
    this.#process = running;
    this.#lines = createInterface(running.stdout)[Symbol.asyncIterator]();
  }

  /** Starts a peer; undefined where its environment is not there. */
  static async start(kind: PeerKind, folder: string, model: string) {
    const python = join(checkout, kind.environment, 'bin', 'python');
    if (!existsSync(python)) return undefined;
    const threads = String(kind.threads);
    const running = spawn(python, [script, kind.library, folder, model, threads], {
      env: { ...process.env, OMP_NUM_THREADS: threads },
    });
    const said: Buffer[] = [];
    running.stderr.on('data', (part: Buffer) => void said.push(part));
    const peer = new Peer(running);
    try {
      return { peer, version: Hello.parse(await peer.#next()).version };
    } catch (cause) {
      throw new Error(`${kind.library} in ${kind.environment} does not start: ${Buffer.concat(said).toString()}`, {
        cause,
      });
    }
  }

  async #next(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the peer ended');
    return JSON.parse(value);
  }

  async #ask(rows: number, out: string | null): Promise<number> {
    this.#process.stdin.write(`${JSON.stringify({ rows, out })}\n`);
    return Answer.parse(await this.#next()).seconds;
  }

  /** Explains the first rows. @returns seconds */
  async time(rows: number): Promise<number> {
    return await this.#ask(rows, null);
  }

  /** The contributions of the first rows, and where the library says them the rows' margins. */
  async contributions(rows: number, file: string): Promise<{ contributions: Float64Array; margins?: Float32Array }> {
    await this.#ask(rows, file);
    const contributions = new Float64Array(Uint8Array.from(readFileSync(file)).buffer);
    if (!existsSync(`${file}.margin`)) return { contributions };
    return { contributions, margins: new Float32Array(Uint8Array.from(readFileSync(`${file}.margin`)).buffer) };
  }

  /** Ends the peer, and waits until it is gone: its end, too, takes time that others are measured in. */
  async stop(): Promise<void> {
    const gone = once(this.#process, 'close');
    this.#process.stdin.end();
    await gone;
  }
}
