import { execFile } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Contender } from './contenders.ts';
import { startServer } from './server.ts';

const load = fileURLToPath(new URL('load.mjs', import.meta.url));

const Load = z.object({
  perSecond: z.number(),
  answered: z.int().positive(),
  failed: z.literal(0, 'a request failed'),
  p50Ms: z.number(),
  p99Ms: z.number(),
  mostMs: z.number(),
});

/** One server in one round. */
export interface Measured extends z.infer<typeof Load> {
  readonly startMs: number;
  readonly memoryMb: number;
  /** Time of processors for one request, ms. */
  readonly cpuMs: number;
}

export interface Effort {
  readonly seconds: number;
  readonly connections: number;
}

/** What a contender is measured with. */
export interface Prepared {
  readonly contender: Contender;
  /** File with the bodies of its requests, a JSON list of texts. */
  readonly bodies: string;
  readonly first: string;
}

/** Starts a server afresh, sends as much as it takes from the other core, and ends it. */
export async function measureOnce(
  { contender, bodies, first }: Prepared,
  { work, port, seconds, connections }: Effort & { readonly work: string; readonly port: number },
): Promise<Measured> {
  const home = join(work, 'served');
  await rm(home, { recursive: true, force: true });
  await cp(join(work, 'home'), home, { recursive: true });
  const server = await startServer(contender, { home, pipeline: join(work, 'pipeline'), port }, first);
  try {
    const send = async (forSeconds: number): Promise<z.infer<typeof Load>> => {
      const order = { url: `http://127.0.0.1:${port}${contender.path}`, bodies, connections, seconds: forSeconds };
      const words = ['--cpu-list', '1', process.execPath, load, JSON.stringify(order)];
      const { stdout } = await promisify(execFile)('taskset', words);
      return Load.parse(JSON.parse(stdout));
    };
    await send(seconds); // compiled and cached by now, as a server is that has run for a while
    const before = await server.cpuMs();
    const measured = await send(seconds);
    const cpuMs = ((await server.cpuMs()) - before) / measured.answered;
    return { ...measured, startMs: server.startMs, memoryMb: await server.memoryMb(), cpuMs };
  } finally {
    await server.stop();
  }
}
