import { z } from 'zod';
import { ModelFamily } from '../scoring/bundle.ts';
import { Estimate } from './estimate.ts';

/** UTC time plus a short content hash: `20261122T101502Z-3f9a1c2b`. */
export const ModelVersion = z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/);

/** What the registry holds of a bundle. */
export const ModelRecord = z.strictObject({
  version: ModelVersion,
  registeredAt: z.iso.datetime(),
  profile: z.string(),
  family: ModelFamily,
  // Null for a model from elsewhere: Mainstay saw neither its data nor its training, and repeats nobody's figures.
  trainingCustomers: z.int().nullable(),
  trainingDataSha256: z.string().nullable(),
  rocAuc: Estimate.nullable(),
  brier: Estimate.nullable(),
  calibrationError: Estimate.nullable(),
  seed: z.int().nullable(),
  by: z.string().default('unknown').meta({ description: 'Who had it trained, or registered it' }),
  runId: z.string().nullable().default(null).meta({ description: 'Run that trained it' }),
});
export type ModelRecord = z.infer<typeof ModelRecord>;

/** Which bundle scores. */
export const ChampionPointer = z.strictObject({
  version: ModelVersion,
  since: z.iso.datetime(),
  by: z.string().meta({ description: 'Who moved it: a person, client or the gate' }),
  reason: z.string(),
});
export type ChampionPointer = z.infer<typeof ChampionPointer>;

/** One step of a run: of a workflow, one attempt at a state. */
export const RunStep = z.strictObject({
  name: z.string(),
  type: z.string().optional().meta({ description: 'Type of the state (Task, Map, …); only Tasks do work' }),
  state: z.enum(['running', 'done', 'failed', 'interrupted']),
  seconds: z.number().meta({ description: 'How long it took; 0 while it runs' }),
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
  attempt: z.int().positive().optional().meta({ description: 'Which attempt it was; left out for the first' }),
  item: z.int().nonnegative().optional().meta({ description: 'Which item of a Map it was about, 0-based' }),
  items: z
    .int()
    .positive()
    .optional()
    .meta({ description: 'How many items stand in this line; `seconds` is their sum' }),
  error: z.string().optional().meta({ description: 'Name of the error, by which it is retried' }),
  detail: z.string().optional(),
});
export type RunStep = z.infer<typeof RunStep>;

/** What a run did and how it ended; written as it goes on, so that one that was killed shows how far it came. */
export const RunRecord = z.strictObject({
  runId: z.string(),
  kind: z.enum(['training', 'batch']),
  state: z.enum(['running', 'done', 'failed', 'interrupted']),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  modelVersion: z.string().nullable(),
  dropId: z.string().nullable(),
  steps: z.array(RunStep).meta({ description: 'In the order in which they began' }),
  failure: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** Something done that a person may have to answer for. Never holds what was known of a customer. */
export const AuditEntry = z.strictObject({
  auditId: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
  action: z.enum(['register', 'promote', 'override', 'rollback', 'shadow', 'end-shadow', 'erase', 'export']),
  subject: z.string().meta({ description: 'Model version, or SHA-256 of the customer id' }),
  reason: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
