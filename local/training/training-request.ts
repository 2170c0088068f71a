import type { Receipt } from '../../core/intake/receipt.ts';
import type { GateDecision } from '../../core/lifecycle/gate.ts';
import type { Metrics } from '../../core/lifecycle/metrics.ts';
import type { ModelRecord, RunRecord } from '../../core/lifecycle/registry.ts';
import type { Profile } from '../../core/profile/profile.ts';
import type { Source } from '../drops/open-source.ts';
import type { FitSettings } from './fit-candidates.ts';

export interface TrainingRequest {
  /** As it stands when the file has come in. */
  readonly receipt: Receipt;
  readonly source: Source;
  readonly profile: Profile;
  readonly settings: FitSettings;
  /** Who asks: a person, or what acts for one. */
  readonly by: string;
  /** Whether an interrupted run leaves its drop to be taken up again. */
  readonly resumable: boolean;
}

export interface TrainingOutcome {
  readonly run: RunRecord;
  readonly receipt: Receipt;
  readonly model: ModelRecord;
  readonly metrics: Metrics;
  readonly decision: GateDecision;
}
