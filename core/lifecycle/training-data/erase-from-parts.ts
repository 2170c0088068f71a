import { putDocument } from '../../batch/batch-plan.ts';
import { csvLine } from '../../intake/csv-writer.ts';
import type { Clock, ObjectStore } from '../../ports.ts';
import type { RunningHash } from '../training/training-ports.ts';
import type { PartManifest } from './part-manifest.ts';
import { at, gzipped, openPart, RowTally, touchIn } from './part-rows.ts';
import { listParts, manifestKey, partsRoot, rowsKey } from './parts.ts';

interface Ports {
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly newHash: () => RunningHash;
}

/**
 * Takes a customer out of all training data. A part that holds the customer gets a new revision: its hash changes, and
 * its manifest says so; rows of the old one are removed. Models that learned from it stay, and their lineage names the
 * hash that is gone.
 *
 * What a killed process left without a manifest goes too, whomever it holds.
 *
 * @returns how many parts held the customer
 */
export async function eraseFromParts(customerId: string, ports: Ports): Promise<number> {
  const { objects } = ports;
  let changed = 0;
  for (const part of await listParts(objects)) if (await eraseFromPart(part, customerId, ports)) changed += 1;
  const wanted = new Set((await listParts(objects)).map(rowsKey));
  for (const key of await objects.list(partsRoot)) {
    if (key.endsWith('.csv.gz') && !wanted.has(key)) await objects.remove(key);
  }
  return changed;
}

async function eraseFromPart(part: PartManifest, customerId: string, ports: Ports): Promise<boolean> {
  const { objects, clock, newHash } = ports;
  if (!(await holds(part, customerId, objects))) return false;
  const tally = new RowTally(newHash());
  async function* kept(): AsyncGenerator<Uint8Array> {
    const { header, batches, touchAt } = await openPart(part, objects);
    yield tally.written(csvLine(header));
    for await (const rows of batches) {
      let lines = '';
      for (const { fields } of rows) {
        if (fields[at.id] === customerId) continue;
        tally.count({
          line: Number(fields[at.line]),
          label: fields[at.label] === '1',
          snapshot: fields[at.snapshot] ?? null,
          touch: touchIn(fields, touchAt),
        });
        lines += csvLine(fields);
      }
      if (lines !== '') yield tally.written(lines);
    }
  }
  const revision = part.revision + 1;
  const rowsFile = part.rowsFile.replace(/^rows-\d+/, `rows-${revision}`);
  await objects.put(rowsKey({ ...part, rowsFile }), gzipped(kept()));
  const { lastLine: _last, ...totals } = tally.totals();
  const next: PartManifest = {
    ...part,
    ...totals, // the last line stays, so that numbers of the parts after it do not move
    rowsFile,
    revision,
    erasedRows: part.erasedRows + part.rows - totals.rows,
    erasedAt: clock.now().toISOString(),
  };
  await putDocument(objects, manifestKey(part.profile.name, part.partId), next);
  await objects.remove(rowsKey(part));
  return true;
}

async function holds(part: PartManifest, customerId: string, objects: ObjectStore): Promise<boolean> {
  const { batches } = await openPart(part, objects);
  for await (const rows of batches) if (rows.some(({ fields }) => fields[at.id] === customerId)) return true;
  return false;
}
