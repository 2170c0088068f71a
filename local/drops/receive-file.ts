import { basename } from 'node:path';
import { newId } from '../../api/new-id.ts';
import { newReceipt } from '../../core/intake/new-receipt.ts';
import type { Receipt } from '../../core/intake/receipt.ts';
import type { Home } from '../home/open-home.ts';
import { openFile, type Source } from './open-source.ts';

/**
 * Opens a file that someone names, with the receipt of a drop that has just come in.
 *
 * @param profile - name of the profile it will be read with; empty where that is found out later
 * @param mark - decimal mark of the profile's numbers, if that is known
 * @throws {DomainError} `file-not-found`, `unreadable-file` as {@link openFile} does
 */
export async function receiveFile(
  home: Pick<Home, 'clock'>,
  path: string,
  profile: string,
  mark?: '.' | ',',
): Promise<{ readonly source: Source; readonly receipt: Receipt }> {
  const source = await openFile(path, mark);
  const receivedAt = home.clock.now();
  const receipt = newReceipt({
    dropId: newId('drop', receivedAt),
    fileName: basename(path),
    receivedAt: receivedAt.toISOString(),
    sizeBytes: source.sizeBytes ?? 0,
    sha256: null,
    profile,
  });
  return { source, receipt };
}
