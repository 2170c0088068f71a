import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const script = fileURLToPath(new URL('predict.py', import.meta.url));

/** Where the peers that run in Node are installed; see its package.json. */
export const nodePeers = 'bench/peers/node';

/** Who scores: a library in one of the Python environments or in Node, on some threads. */
export interface PeerKind {
  readonly library:
    | 'xgboost'
    | 'xgboost-inplace'
    | 'tl2cgen'
    | 'lightgbm'
    | 'lleaves'
    | 'onnxruntime'
    | 'onnxruntime-node';
  readonly environment: '.venv' | '.bench-venv' | '.bench-venv-lleaves' | typeof nodePeers;
  readonly threads: 1 | 2;
}

export const peerKinds: readonly PeerKind[] = [
  { library: 'xgboost', environment: '.venv', threads: 1 },
  { library: 'xgboost', environment: '.bench-venv', threads: 1 },
  { library: 'xgboost', environment: '.bench-venv', threads: 2 },
  { library: 'xgboost-inplace', environment: '.bench-venv', threads: 1 },
  { library: 'tl2cgen', environment: '.bench-venv', threads: 1 },
  { library: 'lleaves', environment: '.bench-venv-lleaves', threads: 1 },
  { library: 'lightgbm', environment: '.bench-venv', threads: 1 },
  { library: 'onnxruntime', environment: '.bench-venv', threads: 1 },
  { library: 'onnxruntime-node', environment: nodePeers, threads: 1 }, // after the one that converts the trees
];

/** Compiling a large model's trees as C or LLVM takes minutes; a peer that is not ready by then is left out and named. */
const startLimitMs = 120_000;

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

  /** Starts a peer. @returns it and its version, or why it does not run */
  static async start(kind: PeerKind, folder: string, model: string): Promise<{ peer: Peer; version: string } | string> {
    const environment = join(checkout, kind.environment);
    const threads = String(kind.threads);
    const [program, words, needed] =
      kind.environment === nodePeers
        ? [process.execPath, [join(environment, 'predict.mjs')], join(environment, 'node_modules')]
        : [join(environment, 'bin', 'python'), [script, kind.library], join(environment, 'bin', 'python')];
    if (!existsSync(needed)) return 'its environment is missing';
    const running = spawn(program, [...words, folder, model, threads], {
      env: { ...process.env, OMP_NUM_THREADS: threads },
      detached: true, // so that a compiler it has started can be ended with it
    });
    const said: Buffer[] = [];
    running.stderr.on('data', (part: Buffer) => void said.push(part));
    const peer = new Peer(running);
    let late = false;
    const end = (): void => {
      if (running.pid !== undefined && running.exitCode === null) process.kill(-running.pid, 'SIGKILL');
    };
    const limit = setTimeout(() => {
      late = true;
      end();
    }, startLimitMs);
    try {
      return { peer, version: Hello.parse(await peer.#next()).version };
    } catch {
      end();
      if (late) return `not ready within ${startLimitMs / 1000} s`;
      return Buffer.concat(said).toString().trim().split('\n').at(-1) ?? 'it ended without a word';
    } finally {
      clearTimeout(limit);
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

  /** Scores the first rows. @returns seconds */
  async time(rows: number): Promise<number> {
    return await this.#ask(rows, null);
  }

  /** What the library says of the first rows: margins. */
  async margins(rows: number, file: string): Promise<Float32Array> {
    await this.#ask(rows, file);
    return new Float32Array(Uint8Array.from(readFileSync(file)).buffer);
  }

  stop(): void {
    this.#process.stdin.end();
  }
}
