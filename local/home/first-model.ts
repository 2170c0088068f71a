import type { Receipt } from '../../core/intake/receipt.ts';
import { markInWork } from '../drops/cli-lock.ts';
import { receiveFile } from '../drops/receive-file.ts';
import { scoreDrop } from '../drops/score-drop.ts';
import type { Home } from './open-home.ts';

/**
 * Scores the customers of a file with the champion and records them: the current customers of a home that has just got
 * its first model. In a labelled file those are the ones who stayed; the receipt says that the model knows their rows.
 */
export async function scoreCurrentCustomers(
  home: Home,
  path: string,
  labelled: boolean,
  { signal, onScored }: { signal: AbortSignal; onScored: (share: number) => void },
): Promise<Receipt> {
  const champion = await home.champion.current();
  const { source, receipt } = await receiveFile(home, path, '', champion.engine.profile.decimal);
  const { dropId } = receipt;
  const outputKey = `drops/${dropId}/scores.csv`;
  const release = markInWork(home, dropId);
  try {
    const outcome = await scoreDrop(
      home,
      {
        receipt: labelled ? { ...receipt, warnings: [trainedOnToo] } : receipt,
        source,
        champion,
        record: true,
        reasons: 3,
        language: 'en',
        onlyThoseWhoStayed: labelled,
        write: async (file) => {
          await home.objects.put(outputKey, file);
          return outputKey;
        },
        onScored: (_, doneBytes) => onScored(doneBytes / (source.sizeBytes ?? 1)),
        resumable: false,
      },
      signal,
    );
    return outcome.receipt;
  } finally {
    await release?.();
  }
}

const trainedOnToo =
  'The model was trained on these rows too, so it knows them better than it will know others; scores of new rows are the honest ones.';
