import { z } from 'zod';
import { ShardTask } from '../../../core/batch/batch-plan.ts';
import type { MainstayEvent } from '../../../core/events.ts';
import type { QuarantinedRow, Receipt } from '../../../core/intake/receipt.ts';
import type { CustomerRecord, RecordedScore } from '../../../core/scoring/customer-record.ts';
import type { Tier } from '../../../core/scoring/score.ts';
import type { ScoredRows } from '../../../core/scoring/scored-rows.ts';
import type { ScoringSheet } from '../../../core/scoring/scoring-sheet.ts';
import type { PackedGroups } from '../../records/groups/packed-groups.ts';
import { CarriedError } from './carried-error.ts';
import { type PartOutcome, PartTask } from './score-part.ts';

/** What a scoring thread is given to do: task and outcome of each kind of job. */
export interface Jobs {
  readonly shard: { readonly takes: ShardTask; readonly gives: ShardTask };
  readonly part: { readonly takes: PartTask; readonly gives: PartOutcome };
  /** SHA-256 of an object. */
  readonly hash: { readonly takes: HashTask; readonly gives: string };
}

const HashTask = z.strictObject({ objectKey: z.string() });
type HashTask = z.infer<typeof HashTask>;

/** Rows, and what their groups hold: packed by the thread that waits for the other. */
export interface PackedRows {
  readonly rows: ScoredRows;
  readonly packed: PackedGroups;
}

/** What a scoring thread asks for a job of the one that has given it: arguments and answer of each call. */
export interface Calls {
  readonly putScoredRows: { readonly takes: PackedRows; readonly gives: Int8Array };
  readonly flush: { readonly takes: null; readonly gives: void };
  readonly putScores: { readonly takes: readonly RecordedScore[]; readonly gives: readonly (Tier | null)[] };
  readonly keepSheet: { readonly takes: ScoringSheet; readonly gives: void };
  readonly getMany: { readonly takes: readonly string[]; readonly gives: readonly (CustomerRecord | undefined)[] };
  readonly erase: { readonly takes: string; readonly gives: boolean };
  readonly getDrop: { readonly takes: string; readonly gives: Receipt | undefined };
  readonly publish: { readonly takes: readonly MainstayEvent[]; readonly gives: void };
  readonly championVersion: { readonly takes: null; readonly gives: string };
  readonly takeLines: { readonly takes: Uint8Array; readonly gives: void };
  readonly setAside: { readonly takes: readonly QuarantinedRow[]; readonly gives: void };
}

/** Who answers the calls that a job makes. */
export type Answers = { readonly [K in keyof Calls]?: (given: Calls[K]['takes']) => Promise<Calls[K]['gives']> };

/** Where the scoring thread finds the home's files. */
export const ThreadData = z.strictObject({ filesFolder: z.string() });

// Figures go between the threads as they are: both run the same code.
const anything = z.unknown();

/** To the scoring thread. */
export const ToThread = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('shard'), job: z.int(), task: ShardTask }),
  z.strictObject({ kind: z.literal('part'), job: z.int(), task: PartTask }),
  z.strictObject({ kind: z.literal('hash'), job: z.int(), task: HashTask }),
  z.strictObject({ kind: z.literal('prepare'), version: z.string() }),
  z.strictObject({ kind: z.literal('stop'), job: z.int() }),
  z.strictObject({ kind: z.literal('answer'), call: z.int(), value: anything }),
  z.strictObject({ kind: z.literal('refused'), call: z.int(), error: CarriedError }),
]);
export type ToThread = z.infer<typeof ToThread>;

/** From the scoring thread. */
export const FromThread = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), job: z.int(), call: z.int(), method: z.string(), given: anything }),
  z.strictObject({ kind: z.literal('done'), job: z.int(), outcome: anything }),
  z.strictObject({ kind: z.literal('failed'), job: z.int(), error: CarriedError }),
]);
export type FromThread = z.infer<typeof FromThread>;
