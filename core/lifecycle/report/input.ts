import { z } from 'zod';
import { Profile } from '../../profile/profile.ts';
import { ModelDocument } from '../../scoring/bundle.ts';
import { GateDecision } from '../gate/gate-decision.ts';
import { Lineage } from '../lineage.ts';
import { Exploration, Metrics } from '../metrics.ts';

/** What became of the rows of the training file before training saw them; from the drop's receipt and quarantine. */
export const DataQuality = z
  .strictObject({
    rowsIn: z.int().nonnegative(),
    rowsAccepted: z.int().nonnegative(),
    rowsQuarantined: z.int().nonnegative(),
    warnings: z.array(z.string()).meta({ description: 'Sentences; such as columns that the profile does not know' }),
    quarantineByReason: z.array(z.strictObject({ reason: z.string().min(1), rows: z.int().nonnegative() })),
  })
  .refine((quality) => quality.rowsIn === quality.rowsAccepted + quality.rowsQuarantined, {
    message: 'rowsIn must be rowsAccepted + rowsQuarantined',
    path: ['rowsIn'],
  });
export type DataQuality = z.infer<typeof DataQuality>;

/** All that the report and the model card say. Equal input gives equal text: neither asks the clock nor the disk. */
export const ReportInput = z.strictObject({
  profile: Profile,
  model: ModelDocument,
  metrics: Metrics,
  exploration: Exploration,
  version: z.string().min(1).meta({ description: "The bundle's folder name" }),
  trainedAt: z.iso.datetime().meta({ description: 'UTC' }),
  dataQuality: DataQuality,
  decision: GateDecision.optional().meta({ description: 'There once the model stood before the gate' }),
  lineage: Lineage.optional().meta({ description: 'There where it was kept' }),
});
export type ReportInput = z.infer<typeof ReportInput>;
