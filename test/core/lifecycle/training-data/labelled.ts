import { join } from 'node:path';
import { runningSha256 as newHash } from '../../../../api/running-sha256.ts';
import { originalKey } from '../../../../core/lifecycle/training-data/add-part.ts';
import type { PartManifest } from '../../../../core/lifecycle/training-data/part-manifest.ts';
import { openPart } from '../../../../core/lifecycle/training-data/part-rows.ts';
import type { ObjectStore } from '../../../../core/ports.ts';
import { FileObjectStore } from '../../../../local/objects/object-store.files.ts';
import { openRecords } from '../../../../local/records/open-records.ts';
import { aReceipt } from '../../../contracts/examples.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const header = 'id,churn,fee,day,hours,plan,flag,joined,done\n';

/** One row of a file for the made profile. */
export function line(id: string, day: string, changes: { churn?: string; hours?: number; done?: string } = {}): string {
  const { churn = 'no', hours = 10, done = '' } = changes;
  return `${id},${churn},9.99,${day},${hours},Pro,1,01.02.2023,${done}\n`;
}

export const csv = (...lines: readonly string[]): string => header + lines.join('');

/** So many customers, of whom every third left. */
export function customers(count: number, day: string, prefix = 'c', hours = 10): string {
  return csv(
    ...Array.from({ length: count }, (_, n) =>
      line(`${prefix}${n}`, day, { churn: n % 3 === 0 ? 'yes' : 'no', hours }),
    ),
  );
}

export async function openDataHome() {
  const folder = temporaryFolder();
  const objects = await FileObjectStore.open(join(folder, 'files'));
  const records = openRecords(join(folder, 'records.sqlite'));
  const time = { now: new Date('2026-11-22T10:00:00Z') };
  const clock = { now: () => time.now };
  /** Puts a file there as a labelled drop. */
  const drop = async (dropId: string, content: string | Uint8Array, receivedAt = '2026-11-20T10:00:00.000Z') => {
    await objects.put(originalKey(dropId), Buffer.from(content));
    const receipt = aReceipt({ dropId, receivedAt });
    await records.drops.put(receipt);
    return receipt;
  };
  return { objects, records, time, clock, newHash, drop };
}

/** Ids of a part's rows, in order. */
export async function idsIn(part: PartManifest, objects: ObjectStore): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = [];
  for await (const rows of (await openPart(part, objects)).batches) ids.push(...rows.map(({ fields }) => fields[0]));
  return ids;
}

export async function textUnder(key: string, objects: ObjectStore): Promise<string> {
  let text = '';
  for await (const chunk of (await objects.read(key)) ?? []) text += Buffer.from(chunk).toString('utf8');
  return text;
}
