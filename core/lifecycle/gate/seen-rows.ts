import type { Profile } from '../../profile/profile.ts';
import type { Lineage } from '../lineage.ts';
import type { Split } from '../metrics.ts';
import type { PartManifest } from '../training-data/part-manifest.ts';

/** What is known of how the champion was trained. */
export interface ChampionTraining {
  readonly split: Split;
  /** Undefined where it was not kept. */
  readonly parts: Lineage['parts'] | undefined;
  readonly ids: Profile['id'];
}

/** Data that a run has learned from and tests on. */
export interface RunParts {
  /** In the order read. */
  readonly parts: readonly PartManifest[];
  readonly ids: Profile['id'];
}

/** A test row, as far as it says who was looked at when. */
export interface TestRow {
  readonly customerId: string;
  /** Line in the run's rows, 1-based. */
  readonly line: number;
  /** Day; empty where the row carries none. */
  readonly snapshot: string;
}

/** Share of customers who test, of models from before that was written down; the training package's default. */
const usualTestBelow = 0.2;

/**
 * Tells which test rows of a run its champion may have been trained on: it then knows their answer, and looks better than
 * it is. While both runs split alike that is none of them. It is otherwise after a split by time has followed one by
 * customers or the other way round, when older data are trained on again, or when ids are made of line numbers that have
 * moved.
 *
 * In doubt a row counts as seen: fewer rows are compared then, and none that favours a side.
 *
 * @param placeOf - 0 up to 1 for a customer id: `place_of` of `training/mainstay_training/split.py`
 */
export function seenBy(
  { split, parts: championParts, ids: championIds }: ChampionTraining,
  { parts, ids }: RunParts,
  placeOf: (customerId: string) => number,
): (row: TestRow) => boolean {
  if (championIds.column !== ids.column) return () => true;
  const known = championParts && new Set(championParts.map(({ partId }) => partId));
  const newestDay = newestKnownDay(split, known, parts);
  const tested = testedCustomers(split, placeOf);
  const idsNameTheSame = ids.column !== null || isPrefix(championParts, parts);
  return ({ customerId, line, snapshot }) => {
    if (!idsNameTheSame) return known === undefined || known.has(partAt(line, parts) ?? '');
    if (snapshot !== '' && newestDay !== undefined && snapshot > newestDay) return false;
    if (split.kind === 'random') return !tested(customerId);
    return split.dates === undefined || snapshot === '' || snapshot < split.dates.test.from;
  };
}

/** The newest day that the champion has seen anything of; undefined where that is not known. */
function newestKnownDay(
  { dates }: Split,
  known: ReadonlySet<string> | undefined,
  parts: readonly PartManifest[],
): string | undefined {
  if (dates) return dates.test.to;
  const found = parts.filter(({ partId }) => known?.has(partId));
  if (!known || found.length < known.size) return undefined; // a part of it is gone, with its dates
  const days = found.map(({ snapshots }) => snapshots?.to ?? '').sort();
  return days.at(-1);
}

/** Whom a split by customers has set aside. */
function testedCustomers(
  { testBelow = usualTestBelow }: Split,
  placeOf: (customerId: string) => number,
): (customerId: string) => boolean {
  return (customerId) => testBelow !== null && placeOf(customerId) < testBelow;
}

/** Line numbers are moved on by the parts before: those of a part stay while the parts before it do. */
function isPrefix(before: Lineage['parts'] | undefined, now: readonly PartManifest[]): boolean {
  return before?.every(({ partId }, at) => now[at]?.partId === partId) ?? false;
}

function partAt(line: number, parts: readonly PartManifest[]): string | undefined {
  let until = 0;
  return parts.find(({ lastLine }) => {
    until += lastLine;
    return line <= until;
  })?.partId;
}
