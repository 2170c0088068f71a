import { csvLine } from '../../intake/csv-writer.ts';
import type { ObjectStore } from '../../ports.ts';
import type { PartManifest } from './part-manifest.ts';
import { at, openPart } from './part-rows.ts';

/** What a run learns from. */
export interface AssembledTotals {
  rows: number;
  leavers: number;
  /** Rows of earlier parts that later ones replace. */
  replaced: number;
}

/**
 * The rows of several parts as one checked file, in the order in which the parts came in: the same parts give the same
 * bytes.
 *
 * The rule where parts overlap: a customer's rows of one snapshot are taken from the newest part that has any; without
 * snapshots, all rows of a customer are. Different snapshots of a customer are different observations and all stay.
 * Ids made from line numbers name nobody across files, so that nothing overlaps there; the numbers are moved on by the
 * parts before, which keeps both lines and such ids apart.
 *
 * @param parts - with the same reading hash, oldest first
 * @throws {PartChanged} if one of them was rewritten meanwhile
 */
export async function* assembleRows(
  parts: readonly PartManifest[],
  totals: AssembledTotals,
  { objects, afterBatch }: { readonly objects: ObjectStore; readonly afterBatch: () => Promise<void> },
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  const newest = await newestPartOf(parts, objects, afterBatch);
  let linesBefore = 0;
  for (const [index, part] of parts.entries()) {
    const { header, batches } = await openPart(part, objects);
    if (index === 0) yield encoder.encode(csvLine(header));
    for await (const batch of batches) {
      let lines = '';
      for (const { fields } of batch) {
        if ((newest.get(keyOf(fields, part)) ?? index) !== index) {
          totals.replaced += 1;
          continue;
        }
        totals.rows += 1;
        if (fields[at.label] === '1') totals.leavers += 1;
        lines += csvLine(linesBefore === 0 ? fields : movedOn(fields, part, linesBefore));
      }
      if (lines !== '') yield encoder.encode(lines);
      await afterBatch();
    }
    linesBefore += part.lastLine;
  }
}

const keyOf = (fields: readonly string[], { idsFromLineNumbers }: PartManifest): string =>
  idsFromLineNumbers ? '' : `${fields[at.snapshot]} ${fields[at.id]}`;

/** Newest part (by place in the list) of every customer and snapshot that any part but the first has. */
async function newestPartOf(
  parts: readonly PartManifest[],
  objects: ObjectStore,
  afterBatch: () => Promise<void>,
): Promise<ReadonlyMap<string, number>> {
  const newest = new Map<string, number>();
  for (const [index, part] of parts.entries()) {
    if (index === 0 || part.idsFromLineNumbers) continue;
    for await (const batch of (await openPart(part, objects)).batches) {
      for (const { fields } of batch) newest.set(keyOf(fields, part), index);
      await afterBatch();
    }
  }
  return newest;
}

function movedOn(fields: readonly string[], { idsFromLineNumbers }: PartManifest, by: number): string[] {
  const line = String(Number(fields[at.line]) + by);
  return fields.map((field, column) => {
    if (column === at.line) return line;
    return column === at.id && idsFromLineNumbers ? `line-${line}` : field;
  });
}
