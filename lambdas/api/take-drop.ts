import type { ArrivedDrop } from '../../api/deps.ts';
import { newReceipt } from '../../core/intake/new-receipt.ts';
import { noteQueued } from '../../core/intake/queued-drop.ts';
import type { Receipt } from '../../core/intake/receipt.ts';
import type { AwsHome } from '../shared/aws-home.ts';

/**
 * Writes the first receipt of a file that lies in the bucket, then the note that it waits. The batch workflow starts on
 * the event of the note, not of the file: by then the receipt is there, and the file of a repeated request, which is
 * taken away again, starts nothing.
 */
export async function takeDrop(
  { records, objects, champion }: Pick<AwsHome, 'records' | 'objects' | 'champion'>,
  drop: ArrivedDrop,
): Promise<Receipt> {
  const receipt = newReceipt({ ...drop, profile: champion.held?.engine.profile.name ?? '' });
  await records.drops.put(receipt);
  await noteQueued(objects, drop);
  return receipt;
}
