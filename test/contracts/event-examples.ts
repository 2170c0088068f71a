import { MainstayEvent, type ScoredInEvent } from '../../core/events.ts';

const at = '2026-11-22T10:00:00.000Z';
const modelVersion = '20261101T000000Z-0a1b2c3d';
const run = { runId: 'run-1', profile: 'made', reason: 'scheduled' };
const drop = { dropId: 'drop-1', fileName: 'customers.csv' };

/** One customer in an event. */
export function inEvent(customerId: string, changes: Partial<ScoredInEvent> = {}): ScoredInEvent {
  return { customerId, scoreId: `score-of-${customerId}`, tier: 'high', tierBefore: 'low', ...changes };
}

/** An event of each type with sensible values where a test does not care. */
export function anEvent<T extends MainstayEvent['type']>(
  type: T,
  changes: Readonly<Record<string, unknown>> = {},
): Extract<MainstayEvent, { type: T }> {
  const scored = { modelVersion, dropId: null, customers: [inEvent('c1'), inEvent('c2', { tier: 'medium' })] };
  const of = {
    ScoreRecorded: scored,
    TierEscalated: scored,
    BatchCompleted: {
      ...drop,
      modelVersion,
      rowsIn: 12_005,
      rowsAccepted: 12_000,
      rowsQuarantined: 5,
      tierCounts: { high: 1_200, medium: 3_000, low: 7_800 },
      highTier: { newCustomers: 45, valueAtRisk: { amountMinor: 123_456_78, currency: 'USD' } },
    },
    DropRejected: { ...drop, code: 'unreadable-file', detail: 'There is no column "plan".' },
    TrainingDropReceived: drop,
    TrainingCompleted: { ...run, modelVersion, promoted: false, decision: 'Not better beyond chance.' },
    TrainingSkipped: { ...run, detail: 'Nothing new came in.' },
    TrainingFailed: { ...run, code: 'not-enough-data', detail: '143 customers who left, 200 needed: 57 more.' },
    RetrainingRequested: {
      runId: 'run-2',
      reason: 'drift',
      by: 'monitoring',
      detail: 'The plan of 12% of customers has changed.',
      families: null,
      force: false,
    },
    ModelPromoted: { version: modelVersion, versionBefore: null, move: 'promote', by: 'ana', reason: 'better' },
  }[type];
  const event = MainstayEvent.parse({ type, eventId: `${type}-1`, at, ...of, ...changes });
  const isOfType = (made: MainstayEvent): made is Extract<MainstayEvent, { type: T }> => made.type === type;
  if (!isOfType(event)) throw new Error(`not a ${type}`);
  return event;
}
