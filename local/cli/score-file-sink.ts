import { once } from 'node:events';
import { minorDigits } from '../../core/profile/money.ts';
import { openOutput } from '../drops/output-file.ts';
import type { Home } from '../home/open-home.ts';

/** Where a score file goes. */
export interface ScoreFileSink {
  /** Path of a file outside of the home; null in the home or for standard output. */
  readonly path: string | null;
  /** Whether it is done with a piece when it asks for the next. */
  readonly reusesPieces: boolean;
  /** Takes all of it. @returns its key if it is in the home */
  write(file: AsyncGenerator<Uint8Array, void, undefined>): Promise<string | null>;
  /** Removes what is unfinished. */
  discard(): Promise<void>;
}

/**
 * @param out - a path, Parquet if it ends in `.parquet`; `-` for standard output, undefined for the home
 * @param currency - of the amounts in it, ISO 4217
 */
export async function scoreFileSink(
  home: Pick<Home, 'objects'>,
  dropId: string,
  out: string | undefined,
  currency: string,
): Promise<ScoreFileSink> {
  if (out === undefined) {
    const key = `drops/${dropId}/scores.csv`;
    const write: ScoreFileSink['write'] = async (file) => {
      await home.objects.put(key, file);
      return key;
    };
    return { path: null, reusesPieces: false, write, discard: async () => undefined };
  }
  if (out === '-') {
    return { path: null, reusesPieces: false, write: toStandardOutput, discard: async () => undefined };
  }
  const output = await openOutput(out);
  const isParquet = /\.parquet$/i.test(out);
  return {
    path: out,
    reusesPieces: !isParquet,
    async write(file) {
      if (isParquet) for await (const part of asParquet(file, currency)) await output.write(part);
      else for await (const part of file) await output.writeNow(part);
      await output.keep();
      return null;
    },
    discard: () => output.discard(),
  };
}

async function* asParquet(file: AsyncIterable<Uint8Array>, currency: string): AsyncGenerator<Uint8Array> {
  const { scoreParquet } = await import('../../core/parquet/score-parquet.ts'); // most never need it
  yield* scoreParquet(file, minorDigits(currency));
}

async function toStandardOutput(file: AsyncGenerator<Uint8Array, void, undefined>): Promise<null> {
  for await (const part of file) {
    if (!process.stdout.write(part)) await once(process.stdout, 'drain');
  }
  return null;
}
