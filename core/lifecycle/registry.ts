import { z } from 'zod';
import { Family } from '../scoring/bundle.ts';
import { Estimate } from './metrics.ts';

/** UTC time plus a short content hash: `20261122T101502Z-3f9a1c2b`. */
export const ModelVersion = z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/);

/** What the registry holds of a bundle. */
export const ModelRecord = z.strictObject({
  version: ModelVersion,
  registeredAt: z.iso.datetime(),
  profile: z.string(),
  family: Family,
  trainingCustomers: z.int(),
  trainingDataSha256: z.string(),
  rocAuc: Estimate,
  brier: Estimate,
  calibrationError: Estimate,
  seed: z.int(),
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

export const RunRecord = z.strictObject({
  runId: z.string(),
  kind: z.enum(['training', 'batch']),
  state: z.enum(['running', 'done', 'failed', 'interrupted']),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  modelVersion: z.string().nullable(),
  dropId: z.string().nullable(),
  steps: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['done', 'failed']),
      seconds: z.number(),
      detail: z.string().optional(),
    }),
  ),
  failure: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** Something done that a person may have to answer for. Never holds what was known of a customer. */
export const AuditEntry = z.strictObject({
  auditId: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
  action: z.enum(['promote', 'rollback', 'erase', 'export']),
  subject: z.string().meta({ description: 'Model version, or SHA-256 of the customer id' }),
  reason: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
