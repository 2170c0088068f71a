import { newReceipt } from '../../core/intake/new-receipt.ts';
import type { Receipt } from '../../core/intake/receipt.ts';
import type { Home } from '../home/open-home.ts';

/** How many of the newest receipts are looked through. */
const lookedThrough = 200;

/**
 * The receipt of a command that was scoring this very file with this very model and was stopped or killed. Going on under
 * it, rows that were recorded then get the same score ids again, and so are not recorded twice.
 */
export async function unfinishedScoring(
  { records }: Pick<Home, 'records'>,
  sha256: string,
  modelVersion: string,
): Promise<Receipt | undefined> {
  const { items } = await records.drops.list({ limit: lookedThrough });
  const found = items.find(
    (receipt) =>
      receipt.kind === 'scoring' &&
      receipt.sha256 === sha256 &&
      receipt.modelVersion === modelVersion &&
      (receipt.state === 'working' || (receipt.state === 'failed' && receipt.failure?.code === 'interrupted')),
  );
  return found && newReceipt(found);
}
