import { once } from 'node:events';
import { openOutput } from '../drops/output-file.ts';
import type { Home } from '../home/open-home.ts';

/** Where a score file goes. */
export interface ScoreFileSink {
  /** Path of a file outside of the home; null in the home or for standard output. */
  readonly path: string | null;
  /** Takes all of it. @returns its key if it is in the home */
  write(file: AsyncGenerator<Uint8Array, void, undefined>): Promise<string | null>;
  /** Removes what is unfinished. */
  discard(): Promise<void>;
}

/** @param out - a path, `-` for standard output, undefined for the home */
export async function scoreFileSink(
  home: Pick<Home, 'objects'>,
  dropId: string,
  out: string | undefined,
): Promise<ScoreFileSink> {
  if (out === undefined) {
    const key = `drops/${dropId}/scores.csv`;
    const write: ScoreFileSink['write'] = async (file) => {
      await home.objects.put(key, file);
      return key;
    };
    return { path: null, write, discard: async () => undefined };
  }
  if (out === '-') return { path: null, write: toStandardOutput, discard: async () => undefined };
  const output = await openOutput(out);
  return {
    path: out,
    async write(file) {
      for await (const part of file) await output.write(part);
      await output.keep();
      return null;
    },
    discard: () => output.discard(),
  };
}

async function toStandardOutput(file: AsyncGenerator<Uint8Array, void, undefined>): Promise<null> {
  for await (const part of file) {
    if (!process.stdout.write(part)) await once(process.stdout, 'drain');
  }
  return null;
}
