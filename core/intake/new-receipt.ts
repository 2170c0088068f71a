import type { Receipt } from './receipt.ts';

/** The receipt of a file that has just come in. */
export function newReceipt(
  drop: Pick<Receipt, 'dropId' | 'fileName' | 'receivedAt' | 'sizeBytes' | 'sha256' | 'profile'>,
): Receipt {
  return {
    dropId: drop.dropId,
    fileName: drop.fileName,
    receivedAt: drop.receivedAt,
    sizeBytes: drop.sizeBytes,
    sha256: drop.sha256,
    profile: drop.profile,
    kind: 'unknown',
    state: 'received',
    finishedAt: null,
    modelVersion: null,
    rowsIn: 0,
    rowsAccepted: 0,
    rowsQuarantined: 0,
    idsFromLineNumbers: false,
    tierCounts: null,
    warnings: [],
    quarantineSample: [],
    quarantineFile: null,
    outputFile: null,
    failure: null,
  };
}

/** The receipt of a file that was refused or could not be worked through. */
export function failedReceipt(receipt: Receipt, failure: NonNullable<Receipt['failure']>, at: Date): Receipt {
  return {
    ...receipt,
    state: 'failed',
    finishedAt: at.toISOString(),
    failure,
  };
}
