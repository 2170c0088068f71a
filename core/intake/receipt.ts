import { z } from 'zod';
import { InputIssue } from '../errors.ts';
import { Money } from '../scoring/score.ts';

/** A row that was set aside, with all that was wrong with it. One line of the quarantine file (JSON Lines). */
export const QuarantinedRow = z.strictObject({
  line: z.int().positive().meta({ description: '1-based line on which the row begins; the header is line 1' }),
  code: z.enum([
    'field-count',
    'unclosed-quote',
    'invalid-utf8',
    'line-too-long',
    'invalid-value',
    'missing-label',
    'missing-id',
  ]),
  issues: z.array(InputIssue).min(1),
  row: z.string().meta({ description: 'The row as it stood, at most 2,000 characters' }),
});
export type QuarantinedRow = z.infer<typeof QuarantinedRow>;

export const dropStates = ['received', 'working', 'done', 'failed'] as const;

/** What a drop says of the customers that it puts into the high tier. */
export const HighTierTotals = z.strictObject({
  newCustomers: z.int().nonnegative().meta({ description: 'Those who were in another tier before, or unknown' }),
  valueAtRisk: Money.nullable().meta({ description: 'Of all of them; null without a money column' }),
});
export type HighTierTotals = z.infer<typeof HighTierTotals>;

/** What became of a drop. `rowsIn = rowsAccepted + rowsQuarantined` always holds once it is done. */
export const Receipt = z
  .strictObject({
    dropId: z.string(),
    fileName: z.string(),
    kind: z.enum(['scoring', 'training', 'unknown']),
    state: z.enum(dropStates),
    receivedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    profile: z.string(),
    modelVersion: z.string().nullable(),
    sizeBytes: z.int().nonnegative(),
    sha256: z.string().nullable(),
    rowsIn: z.int().nonnegative(),
    rowsAccepted: z.int().nonnegative(),
    rowsQuarantined: z.int().nonnegative(),
    idsFromLineNumbers: z.boolean().meta({ description: 'True where the file has no id column' }),
    tierCounts: z.strictObject({ high: z.int(), medium: z.int(), low: z.int() }).nullable(),
    highTier: HighTierTotals.optional(),
    warnings: z.array(z.string()).meta({ description: 'Sentences; such as columns that the profile does not know' }),
    quarantineSample: z.array(QuarantinedRow).max(20),
    quarantineFile: z.string().nullable().meta({ description: 'Object key of the whole quarantine (JSON Lines)' }),
    outputFile: z.string().nullable().meta({ description: 'Object key of the score file (CSV)' }),
    failure: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: 'MainstayReceipt' });
export type Receipt = z.infer<typeof Receipt>;
