import type { ScoredRows } from '../../../core/scoring/scored-rows.ts';
import { groupSize } from './group.ts';
import { GroupWriter } from './group-writer.ts';
import { warningPlaces } from './warning-places.ts';

/**
 * Bodies of the groups that rows make where each run of them becomes a group, as those of new customers do, and of known ones
 * in their known order. They need no database: another thread can write them beforehand.
 */
export interface PackedGroups {
  /** Body after body. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends. */
  readonly ends: Uint32Array;
}

/** Bytes that the first body may be exceeded by, each, before there is not enough room. */
const slackBytes = 1_024;

/** Packs rows, run by run from the first one on. */
export function packGroups(rows: ScoredRows): PackedGroups {
  const { count } = rows;
  const groups = Math.ceil(count / groupSize);
  const writer = new GroupWriter(rows);
  const warningsOf = warningPlaces(rows);
  const allPlaces = new Int32Array(count).map((_, row) => row);
  const ends = new Uint32Array(groups);
  let bytes = new Uint8Array(0);
  let end = 0;
  for (let group = 0; group < groups; group++) {
    const from = group * groupSize;
    const to = Math.min(count, from + groupSize);
    const places = allPlaces.subarray(from, to);
    const warnings: number[] = [];
    for (let row = from; row < to; row++) warnings.push(...warningsOf(row));
    const body = writer.write(slotsFromFirst.subarray(0, to - from), places, warnings);
    if (end + body.length > bytes.length) {
      const larger = new Uint8Array(end + (groups - group) * (body.length + slackBytes));
      larger.set(bytes.subarray(0, end));
      bytes = larger;
    }
    bytes.set(body, end);
    end += body.length;
    ends[group] = end;
  }
  return { bytes, ends };
}

/**
 * The body of some rows, if they were packed as a group.
 *
 * @param slots - of the rows
 * @param places - of the rows among those packed
 */
export function packedBody(
  { bytes, ends }: PackedGroups,
  slots: readonly number[],
  places: Int32Array,
  count: number,
): Uint8Array | undefined {
  const [from = 0] = places;
  const length = Math.min(groupSize, count - from);
  if (from % groupSize !== 0 || places.length !== length || slots.at(-1) !== length - 1) return undefined;
  // Slots ascend, so that the last one says all of them.
  for (let i = 0; i < length; i++) if (places[i] !== from + i) return undefined;
  const group = from / groupSize;
  return bytes.subarray(ends[group - 1] ?? 0, ends[group]);
}

const slotsFromFirst = Uint8Array.from({ length: groupSize }, (_, slot) => slot);
