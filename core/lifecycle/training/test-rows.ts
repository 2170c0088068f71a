import { DomainError } from '../../errors.ts';
import { openCsv } from '../../intake/csv-reader.ts';
import type { ObjectStore } from '../../ports.ts';
import type { FeatureValues, Profile } from '../../profile/profile.ts';
import type { TestRow } from '../gate/seen-rows.ts';
import type { SegmentRows } from '../gate/segment-floors.ts';
import { at as checkedAt } from '../training-data/part-rows.ts';
import { runKeys } from './run-files.ts';

/** Rows that no model has been trained on: who left, and which customer groups they belong to. */
export interface TestOutcomes {
  /** 1 left, 0 stayed. */
  readonly left: Uint8Array;
  readonly segments: readonly SegmentRows[];
}

const segmentPrefix = 'segment.';

/** Reads what the evaluation says of its test rows, but for its own predictions. */
export async function readTestOutcomes(objects: ObjectStore, runId: string): Promise<TestOutcomes> {
  const { header, batches } = await openTable(objects, runKeys.testPredictions(runId));
  const label = header.indexOf('label');
  const columns = header.flatMap((name, at) =>
    name.startsWith(segmentPrefix) ? [{ at, feature: name.slice(segmentPrefix.length) }] : [],
  );
  const groups = new Map<string, { feature: string; group: string; rows: number[] }>();
  const left: number[] = [];
  for await (const { rows } of batches) {
    for (const { fields } of rows) {
      for (const { at, feature } of columns) {
        const group = fields[at] ?? '';
        if (group === '') continue;
        const key = `${at} ${group}`;
        const known = groups.get(key) ?? { feature, group, rows: [] };
        known.rows.push(left.length);
        groups.set(key, known);
      }
      left.push(fields[label] === '1' ? 1 : 0);
    }
  }
  return { left: Uint8Array.from(left), segments: [...groups.values()] };
}

/** Some of the test rows: whose they are, and their values. */
export interface TestValues {
  readonly rows: readonly TestRow[];
  readonly values: readonly FeatureValues[];
}

/** The test rows in pieces, in the order of {@link readTestOutcomes}. */
export async function* readTestValues(
  objects: ObjectStore,
  runId: string,
  profile: Profile,
): AsyncGenerator<TestValues> {
  const { header, batches } = await openTable(objects, runKeys.testRows(runId));
  const columns = profile.features.map(({ name, kind }) => ({
    name,
    at: header.indexOf(name),
    read: kind === 'category' ? (text: string) => text : Number,
  }));
  for await (const { rows } of batches) {
    yield {
      rows: rows.map(({ fields }) => ({
        customerId: fields[checkedAt.id] ?? '',
        line: Number(fields[checkedAt.line]),
        snapshot: fields[checkedAt.snapshot] ?? '',
      })),
      values: rows.map(({ fields }) =>
        Object.fromEntries(
          columns.map(({ name, at, read }) => {
            const text = fields[at] ?? '';
            return [name, text === '' ? null : read(text)];
          }),
        ),
      ),
    };
  }
}

async function openTable(objects: ObjectStore, key: string) {
  const content = await objects.read(key);
  if (!content) throw new DomainError('training-failed', `The evaluation has not left ${key}.`);
  return openCsv(content, { delimiter: ',' });
}
