import { z } from 'zod';
import { ProfileName } from '../../profile/profile.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

/** UTC day at which the file came in, and the beginning of a hash of it and of how it was read: `20261122-3f9a1c2b`. */
export const PartId = z.string().regex(/^\d{8}-[0-9a-f]{8}$/);

/** A part as a run names it: with the hash, so that other rows under the same name are noticed. */
export const PartReference = z.strictObject({ partId: PartId, sha256: Sha256 });
export type PartReference = z.infer<typeof PartReference>;

/** What is known of one part of a profile's training data. */
export const PartManifest = z
  .strictObject({
    format: z.literal('mainstay-part/1'),
    partId: PartId,
    profile: z.strictObject({
      name: ProfileName,
      version: z.int().positive(),
      sha256: Sha256.meta({ description: 'Of all that decides how a file is read; see reading-hash.ts' }),
    }),
    dropId: z.string(),
    fileName: z.string(),
    receivedAt: z.iso.datetime(),
    sourceSha256: Sha256.meta({ description: 'Of the file as it came' }),
    rowsFile: z.string().meta({ description: 'Name of the file with the rows, in the folder of the part' }),
    sha256: Sha256.meta({ description: 'Of the rows, decompressed' }),
    rows: count,
    leavers: count,
    rowsQuarantined: count,
    quarantined: z.record(z.string(), count).meta({ description: 'Rows set aside, by reason' }),
    snapshots: z
      .strictObject({ from: z.iso.date(), to: z.iso.date() })
      .nullable()
      .meta({ description: 'First and last day of the rows; null where they carry none' }),
    touch: z.strictObject({ untouched: count, contacted: count, holdout: count }),
    idsFromLineNumbers: z.boolean(),
    lastLine: count.meta({ description: 'Line of the last row in the file as it came' }),
    revision: z.int().positive().meta({ description: '1; one more each time that customers were erased from it' }),
    erasedRows: count.meta({ description: 'Rows that revisions have taken out' }),
    erasedAt: z.iso.datetime().nullable().meta({ description: 'When the newest revision was made' }),
  })
  .meta({ id: 'MainstayPart' });
export type PartManifest = z.infer<typeof PartManifest>;

/** How a run names a part. */
export function referenceOf({ partId, sha256 }: PartManifest): PartReference {
  return { partId, sha256 };
}
