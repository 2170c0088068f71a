import { gunzipped } from '../../batch/gunzipped.ts';
import { checkedColumns, checkedHeader, checkedLine, touchColumn } from '../../intake/checked-file.ts';
import type { CheckedFile } from '../../intake/checked-row.ts';
import type { CsvRow } from '../../intake/csv-format.ts';
import { openCsv } from '../../intake/csv-reader.ts';
import type { ObjectStore } from '../../ports.ts';
import type { Profile } from '../../profile/profile.ts';
import { Touch } from '../../profile/touch.ts';
import type { RunningHash } from '../training/training-ports.ts';
import type { PartManifest } from './part-manifest.ts';
import { rowsKey } from './parts.ts';

/** Where the columns stand that are looked at again. */
export const at = {
  id: checkedColumns.indexOf('__id'),
  line: checkedColumns.indexOf('__line'),
  label: checkedColumns.indexOf('__label'),
  snapshot: checkedColumns.indexOf('__snapshot'),
} as const;

/** What a manifest says of the rows themselves. */
export type RowTotals = Pick<PartManifest, 'sha256' | 'rows' | 'leavers' | 'snapshots' | 'touch' | 'lastLine'>;

/** Counts and hashes rows as they are written. */
export class RowTally {
  readonly #hash: RunningHash;
  readonly #touch = { untouched: 0, contacted: 0, holdout: 0 };
  #rows = 0;
  #leavers = 0;
  #lastLine = 0;
  #from: string | undefined;
  #to: string | undefined;

  constructor(hash: RunningHash) {
    this.#hash = hash;
  }

  count(row: { line: number; label: boolean; snapshot: string | null; touch: Touch | undefined }): void {
    this.#rows += 1;
    if (row.label) this.#leavers += 1;
    this.#touch[row.touch ?? 'untouched'] += 1;
    this.#lastLine = Math.max(this.#lastLine, row.line);
    const { snapshot } = row;
    if (!snapshot) return;
    if (this.#from === undefined || snapshot < this.#from) this.#from = snapshot;
    if (this.#to === undefined || snapshot > this.#to) this.#to = snapshot;
  }

  /** Bytes that go into the file. */
  written(text: string): Uint8Array {
    const bytes = new TextEncoder().encode(text);
    this.#hash.update(bytes);
    return bytes;
  }

  /** Once, at the end. */
  totals(): RowTotals {
    const [from, to] = [this.#from, this.#to];
    return {
      sha256: this.#hash.hex(),
      rows: this.#rows,
      leavers: this.#leavers,
      snapshots: from === undefined || to === undefined ? null : { from, to },
      touch: this.#touch,
      lastLine: this.#lastLine,
    };
  }
}

/** The rows of a checked file as a part holds them. */
export async function* partRows(
  file: CheckedFile,
  profile: Profile,
  tally: RowTally,
  afterBatch: () => Promise<void>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield tally.written(checkedHeader(profile));
  for await (const batch of file.rows) {
    let lines = '';
    for (const row of batch) {
      tally.count({ line: row.line, label: row.label === 1, snapshot: row.snapshot, touch: row.touch });
      lines += checkedLine(row, profile);
    }
    yield tally.written(lines);
    await afterBatch();
  }
}

/** A part's rows were not where its manifest says: erasing a customer has just rewritten them. */
export class PartChanged extends Error {
  constructor(partId: string) {
    super(`part ${partId} was rewritten meanwhile`);
    this.name = 'PartChanged';
  }
}

/** A part's rows, opened. */
export interface OpenedPart {
  readonly header: readonly string[];
  readonly batches: AsyncGenerator<readonly CsvRow[], void, undefined>;
  /** Field of a row that says what outreach did; -1 where the part has none. */
  readonly touchAt: number;
}

/** @throws {PartChanged} */
export async function openPart(part: PartManifest, objects: ObjectStore): Promise<OpenedPart> {
  const bytes = await objects.read(rowsKey(part));
  if (bytes === undefined) throw new PartChanged(part.partId);
  const { header, batches } = await openCsv(gunzipped(bytes), { delimiter: ',' });
  return { header, touchAt: header.indexOf(touchColumn), batches: onlyGood(part, batches) };
}

async function* onlyGood(
  { partId }: PartManifest,
  batches: AsyncGenerator<{ readonly rows: readonly CsvRow[]; readonly bad: readonly { line: number }[] }>,
): AsyncGenerator<readonly CsvRow[], void, undefined> {
  for await (const { rows, bad } of batches) {
    if (bad[0]) throw new Error(`part ${partId} is damaged in line ${bad[0].line}`);
    yield rows;
  }
}

/** What outreach did, as it stands in a row of a part. */
export function touchIn(fields: readonly string[], touchAt: number): Touch | undefined {
  return touchAt < 0 ? undefined : Touch.safeParse(fields[touchAt]).data;
}

export function gzipped(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return ReadableStream.from(bytes).pipeThrough(new CompressionStream('gzip'));
}
