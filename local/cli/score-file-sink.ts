import { once } from 'node:events';
import { openOutput } from '../drops/output-file.ts';
import type { Home } from '../home/open-home.ts';

/** Where a score file goes. */
export interface ScoreFileSink {
  /** Path of a file outside of the home; null in the home or for standard output. */
  readonly path: string | null;
  /** Takes all of it. @returns its key if it is in the home */
  write(file: AsyncGenerator<string, void, undefined>): Promise<string | null>;
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
      await home.objects.put(key, encoded(file));
      return key;
    };
    return { path: null, write, discard: async () => undefined };
  }
  if (out === '-') return { path: null, write: toStandardOutput, discard: async () => undefined };
  const output = await openOutput(out);
  return {
    path: out,
    async write(file) {
      for await (const text of file) await output.write(text);
      await output.keep();
      return null;
    },
    discard: () => output.discard(),
  };
}

async function toStandardOutput(file: AsyncGenerator<string, void, undefined>): Promise<null> {
  for await (const text of file) {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  }
  return null;
}

async function* encoded(file: AsyncGenerator<string, void, undefined>): AsyncGenerator<Uint8Array> {
  for await (const text of file) yield Buffer.from(text);
}
