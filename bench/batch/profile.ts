import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

const CpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int() }),
      children: z.array(z.int()).optional(),
    }),
  ),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.number()),
});
type CpuProfile = z.infer<typeof CpuProfile>;

/** Names that V8 gives to what is no function. */
const waits = '(idle)';
const garbage = '(garbage collector)';

/** What one thread did. Shares of its busy time, 0 to 1, largest first. */
export interface ThreadShares {
  /** 0: the one that the process began with. */
  readonly thread: number;
  readonly busySeconds: number;
  /** Time in which it waited. */
  readonly idleSeconds: number;
  /** By folder of the checkout; what Node, SQLite and WebAssembly do for a function counts as that folder's. */
  readonly folders: readonly (readonly [name: string, share: number])[];
  /** By function, alone. */
  readonly functions: readonly (readonly [name: string, share: number])[];
}

/** A file of the checkout by its path there; undefined for others. */
function pathOf(url: string): string | undefined {
  if (!url.startsWith('file://')) return undefined;
  const path = relative(checkout, fileURLToPath(url));
  return path.startsWith('..') || path.startsWith('node_modules') ? undefined : path;
}

function addTimes(profile: CpuProfile, folders: Map<string, number>, functions: Map<string, number>): number {
  const timeOf = new Map<number, number>();
  for (const [at, sample] of profile.samples.entries()) {
    timeOf.set(sample, (timeOf.get(sample) ?? 0) + Math.max(0, profile.timeDeltas[at] ?? 0));
  }
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  let idleTime = 0;
  const waiting: [id: number, folder: string][] = [[profile.nodes[0]!.id, 'Node itself']];
  for (const [id, above] of waiting) {
    const { callFrame, children = [] } = nodes.get(id)!;
    const { functionName: name, url, lineNumber } = callFrame;
    const path = pathOf(url);
    const folder = name === garbage ? 'garbage collection' : path === undefined ? above : dirname(path);
    const time = timeOf.get(id) ?? 0;
    if (name === waits) idleTime += time;
    else {
      folders.set(folder, (folders.get(folder) ?? 0) + time);
      const named =
        path === undefined
          ? `${name || '(nameless)'} for ${folder}`
          : `${name || '(nameless)'} ${path}:${lineNumber + 1}`;
      functions.set(named, (functions.get(named) ?? 0) + time);
    }
    for (const child of children) waiting.push([child, folder]);
  }
  return idleTime;
}

/** Reads the profiles that `node --cpu-prof` left in a folder, one for each thread that came to its end. */
export async function sharesOfProfiles(folder: string): Promise<ThreadShares[]> {
  const threads: ThreadShares[] = [];
  for (const file of await readdir(folder)) {
    const profile = CpuProfile.parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
    const [folders, functions] = [new Map<string, number>(), new Map<string, number>()];
    const idle = addTimes(profile, folders, functions);
    const busy = [...folders.values()].reduce((sum, time) => sum + time, 0);
    const shares = (times: Map<string, number>) =>
      [...times].map(([name, time]) => [name, time / busy] as const).toSorted((a, b) => b[1] - a[1]);
    threads.push({
      thread: Number(file.split('.')[4]), // CPU.date.time.process.thread.number.cpuprofile
      busySeconds: busy / 1e6,
      idleSeconds: idle / 1e6,
      folders: shares(folders),
      functions: shares(functions),
    });
  }
  return threads.toSorted((a, b) => a.thread - b.thread);
}
