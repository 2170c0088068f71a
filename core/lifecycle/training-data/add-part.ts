import { putDocument } from '../../batch/batch-plan.ts';
import { FileChanged } from '../../batch/file-changed.ts';
import { DomainError } from '../../errors.ts';
import { checkFile } from '../../intake/check-file.ts';
import type { Receipt } from '../../intake/receipt.ts';
import { storedText } from '../../intake/stored-text.ts';
import { parquetNote } from '../../parquet/is-parquet.ts';
import type { Profile } from '../../profile/profile.ts';
import { sha256Hex } from '../../scoring/load-bundle.ts';
import type { TrainingPorts } from '../training/training-ports.ts';
import type { PartManifest } from './part-manifest.ts';
import { gzipped, partRows, RowTally } from './part-rows.ts';
import { listParts, manifestKey, partFolder, readPart, rowsKey } from './parts.ts';
import { QuarantineRows } from './quarantine-rows.ts';
import { readingHash } from './reading-hash.ts';

type Ports = Pick<TrainingPorts, 'objects' | 'newHash' | 'nextTurn' | 'signal' | 'onRows'>;

/** A labelled file in the object store. */
export type LabelledDrop = Pick<Receipt, 'dropId' | 'fileName' | 'receivedAt' | 'sha256'>;

export interface AddedPart {
  readonly part: PartManifest;
  /** False where the same file had come before. */
  readonly isNew: boolean;
  /** What there is to say on the receipt. */
  readonly receipt: Partial<Receipt>;
}

/** Where the file of a drop lies. */
export function originalKey(dropId: string): string {
  return `drops/${dropId}/original`;
}

/**
 * Checks a labelled file and keeps its rows as a part of the profile's training data: dated, hashed, never changed but by
 * erasing customers. The same file, read the same way, is one part however often and on whatever day it comes; one that
 * customers were erased from does not bring them back. The manifest is written last and makes the part: work that was
 * cut short is begun anew, over what it has left.
 *
 * @throws {DomainError} `unreadable-file`, `file-not-found`
 * @throws {FileChanged} if customers were erased from the file meanwhile; to be tried again
 */
export async function addPart(drop: LabelledDrop, profile: Profile, ports: Ports): Promise<AddedPart> {
  const { objects } = ports;
  const key = originalKey(drop.dropId);
  const bytes = await objects.size(key);
  if (bytes === undefined) throw new DomainError('file-not-found', 'The file of this drop is gone.');
  const sourceSha256 = drop.sha256 ?? (await hashOf(key, ports));
  const sha256 = await readingHash(profile);
  const known = (await listParts(objects, profile.name)).find(
    (part) => part.sourceSha256 === sourceSha256 && part.profile.sha256 === sha256,
  );
  if (known) return cameBefore(known, drop);

  const day = drop.receivedAt.slice(0, 10).replaceAll('-', '');
  const identity = await sha256Hex(new TextEncoder().encode(`${sourceSha256} ${sha256}`));
  const partId = `${day}-${identity.slice(0, 8)}`;
  const rowsFile = `rows-1-${drop.dropId}.csv.gz`;
  const folder = partFolder(profile.name, partId);
  const quarantine = new QuarantineRows(objects, drop.dropId);
  let isWritten = false;
  try {
    let readBytes = 0;
    const source = await storedText(objects, key, profile.decimal, (read) => {
      readBytes += read;
    });
    if (!source) throw new DomainError('file-not-found', 'The file of this drop is gone.');
    const file = await checkFile(source.bytes, {
      profile,
      purpose: 'training',
      onQuarantine: (row) => quarantine.add(row),
    });
    const tally = new RowTally(ports.newHash());
    const afterBatch = async (): Promise<void> => {
      ports.signal?.throwIfAborted();
      ports.onRows?.(file.totals.rowsAccepted, Math.min(readBytes, bytes), bytes);
      await ports.nextTurn?.();
    };
    await objects.put(folder + rowsFile, gzipped(partRows(file, profile, tally, afterBatch)));
    const quarantineFile = await quarantine.finish();
    const { rowsIn, rowsAccepted, rowsQuarantined } = file.totals;
    const part: PartManifest = {
      format: 'mainstay-part/1',
      partId,
      profile: { name: profile.name, version: profile.version, sha256 },
      dropId: drop.dropId,
      fileName: drop.fileName,
      receivedAt: drop.receivedAt,
      sourceSha256,
      rowsFile,
      ...tally.totals(),
      rowsQuarantined,
      quarantined: quarantine.counts,
      idsFromLineNumbers: file.idsFromLineNumbers,
      revision: 1,
      erasedRows: 0,
      erasedAt: null,
    };
    const receipt: Partial<Receipt> = {
      sha256: sourceSha256,
      rowsIn,
      rowsAccepted,
      rowsQuarantined,
      idsFromLineNumbers: file.idsFromLineNumbers,
      warnings: [...(source.form === 'parquet' ? [parquetNote] : []), ...file.warnings],
      quarantineSample: quarantine.sample,
      quarantineFile,
    };
    if (rowsAccepted === 0) {
      await objects.remove(rowsKey(part));
      return { part, isNew: false, receipt };
    }
    if (!(await putDocument(objects, manifestKey(profile.name, partId), part, { ifAbsent: true }))) {
      await objects.remove(rowsKey(part)); // someone else was faster with the same file
      const first = await readPart(objects, profile.name, partId);
      if (first) return cameBefore(first, drop);
    }
    isWritten = true;
    // It may hold a customer who is erased by now; and erasing clears away rows that no manifest speaks of yet.
    const isSame = (await objects.size(key)) === bytes && (await objects.size(rowsKey(part))) !== undefined;
    if (!isSame) throw new FileChanged(drop.dropId);
    return { part, isNew: true, receipt };
  } catch (error) {
    await quarantine.discard(error);
    if (isWritten) await objects.remove(manifestKey(profile.name, partId));
    await objects.remove(folder + rowsFile).catch(() => undefined);
    throw error;
  }
}

function cameBefore(part: PartManifest, drop: LabelledDrop): AddedPart {
  const { rows, rowsQuarantined, erasedRows, idsFromLineNumbers, fileName, receivedAt } = part;
  const isSameDrop = part.dropId === drop.dropId;
  const rowsAccepted = rows + erasedRows;
  const counts = { rowsIn: rowsAccepted + rowsQuarantined, rowsAccepted, rowsQuarantined, idsFromLineNumbers };
  const warning = `The same file came in on ${receivedAt.slice(0, 10)} as ${fileName}; its rows count once.`;
  return {
    part,
    isNew: isSameDrop, // taken up again after its manifest was written
    receipt: { sha256: part.sourceSha256, ...counts, ...(isSameDrop ? {} : { warnings: [warning] }) },
  };
}

async function hashOf(key: string, { objects, newHash, signal, nextTurn }: Ports): Promise<string> {
  const hash = newHash();
  for await (const chunk of (await objects.read(key)) ?? []) {
    signal?.throwIfAborted();
    hash.update(chunk);
    await nextTurn?.();
  }
  return hash.hex();
}
