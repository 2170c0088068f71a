import { z } from 'zod';
import { ShardTask } from '../../../core/batch/batch-plan.ts';
import type { MainstayEvent } from '../../../core/events.ts';
import type { Receipt } from '../../../core/intake/receipt.ts';
import type { CustomerRecord, RecordedScore } from '../../../core/scoring/customer-record.ts';
import type { Tier } from '../../../core/scoring/score.ts';
import type { ScoredRows } from '../../../core/scoring/scored-rows.ts';
import type { ScoringSheet } from '../../../core/scoring/scoring-sheet.ts';
import { CarriedError } from './carried-error.ts';

/** What the scoring thread asks of the one that owns the records: arguments and answer of each call. */
export interface Calls {
  readonly putScoredRows: { readonly takes: ScoredRows; readonly gives: Int8Array };
  readonly putScores: { readonly takes: readonly RecordedScore[]; readonly gives: readonly (Tier | null)[] };
  readonly keepSheet: { readonly takes: ScoringSheet; readonly gives: void };
  readonly getMany: { readonly takes: readonly string[]; readonly gives: readonly (CustomerRecord | undefined)[] };
  readonly erase: { readonly takes: string; readonly gives: boolean };
  readonly getDrop: { readonly takes: string; readonly gives: Receipt | undefined };
  readonly publish: { readonly takes: readonly MainstayEvent[]; readonly gives: void };
  readonly championVersion: { readonly takes: null; readonly gives: string };
}

/** Who answers the calls. */
export type Answers = { readonly [K in keyof Calls]: (given: Calls[K]['takes']) => Promise<Calls[K]['gives']> };

/** Where the scoring thread finds the home's files. */
export const ThreadData = z.strictObject({ filesFolder: z.string() });

// Figures go between the threads as they are: both run the same code.
const anything = z.unknown();

/** To the scoring thread. */
export const ToThread = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('score'), job: z.int(), task: ShardTask }),
  z.strictObject({ kind: z.literal('prepare'), version: z.string() }),
  z.strictObject({ kind: z.literal('stop'), job: z.int() }),
  z.strictObject({ kind: z.literal('answer'), call: z.int(), value: anything }),
  z.strictObject({ kind: z.literal('refused'), call: z.int(), error: CarriedError }),
]);
export type ToThread = z.infer<typeof ToThread>;

/** From the scoring thread. */
export const FromThread = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), call: z.int(), method: z.string(), given: anything }),
  z.strictObject({ kind: z.literal('scored'), job: z.int(), task: ShardTask }),
  z.strictObject({ kind: z.literal('failed'), job: z.int(), error: CarriedError }),
]);
export type FromThread = z.infer<typeof FromThread>;
