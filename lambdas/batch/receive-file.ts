import { newReceipt } from '../../core/intake/new-receipt.ts';
import { noteQueued, type QueuedDrop } from '../../core/intake/queued-drop.ts';
import type { ObjectStore, Records } from '../../core/ports.ts';
import type { InboxFile } from './inbox-file.ts';

/** The bucket's inbox, whose keys need not be such as the object store takes. */
export interface Inbox {
  /** Copies a file to a key of the object store. @returns its SHA-256 if S3 knows it; undefined if the file is gone */
  copy(file: InboxFile, toKey: string): Promise<{ readonly sha256: string | null } | undefined>;
  /** Removes that very file; a newer one under its key stays. */
  remove(file: InboxFile): Promise<void>;
}

export interface ReceiveFilePorts {
  readonly records: Pick<Records, 'drops'>;
  readonly objects: ObjectStore;
  readonly inbox: Inbox;
}

/**
 * Moves a file from the inbox into a drop of its own: the file, its first receipt, the note that it waits, and only then
 * does it leave the inbox. Called again, after a crash in between or for the same event told twice, it goes on where it
 * stood; a drop that is worked on or done stays as it is, also where its upload address was used a second time.
 *
 * @returns what it did: `gone` where somebody took the file away before
 */
export async function receiveFile(
  file: InboxFile,
  { records, objects, inbox }: ReceiveFilePorts,
): Promise<'received' | 'known' | 'gone'> {
  const { dropId, fileName, arrivedAt } = file;
  const known = await records.drops.get(dropId);
  if (known && known.state !== 'received') {
    await inbox.remove(file);
    return 'known';
  }
  const objectKey = `drops/${dropId}/original`;
  const heldBytes = await objects.size(objectKey);
  const sizeBytes = heldBytes ?? file.sizeBytes;
  let sha256 = known?.sha256 ?? null;
  if (heldBytes === undefined) {
    const copied = await inbox.copy(file, objectKey);
    if (!copied) return 'gone';
    ({ sha256 } = copied);
  }
  const drop: QueuedDrop = known
    ? { dropId, objectKey, fileName: known.fileName, sizeBytes, sha256, receivedAt: known.receivedAt }
    : { dropId, objectKey, fileName, sizeBytes, sha256, receivedAt: arrivedAt };
  if (!known && !(await records.drops.replace(undefined, newReceipt({ ...drop, profile: '' })))) {
    // Another call for the same event was faster while this one copied. It has noted the drop, or notes it when it comes again.
    await inbox.remove(file);
    return 'known';
  }
  await noteQueued(objects, drop);
  await inbox.remove(file);
  return 'received';
}
