import type { Receipt } from '../../core/intake/receipt.ts';
import type { ChampionPointer, ModelRecord, RunRecord } from '../../core/lifecycle/registry.ts';
import { RecordedScore, type TimelineEntry } from '../../core/scoring/customer-record.ts';

/** A recorded score with sensible values where a test does not care. */
export function aScore(
  overrides: Partial<Record<keyof RecordedScore, unknown>> & { customerId: string; scoredAt?: string },
): RecordedScore {
  const scoredAt = overrides.scoredAt ?? '2026-11-01T08:00:00.000Z';
  return RecordedScore.parse({
    probability: 0.42,
    tier: 'medium',
    percentile: 80,
    valueAtRisk: { amountMinor: 12_345, currency: 'USD' },
    raw: -0.32,
    bias: -1.2,
    reasons: [
      {
        feature: 'support_tickets',
        value: 4,
        contribution: 0.61,
        direction: 'raises',
        changeable: true,
        text: { en: '4 support tickets raise the risk', ko: '문의 4건이 위험을 높입니다' },
      },
    ],
    play: { id: 'call', title: { en: 'Call', ko: '전화' }, because: 'support_tickets' },
    warnings: [],
    scoreId: `${overrides.customerId}@${scoredAt}`,
    scoredAt,
    modelVersion: '20261101T000000Z-0a1b2c3d',
    dropId: null,
    features: { plan: 'basic', support_tickets: 4, region: null },
    monthlyValueMinor: 999,
    ...overrides,
  });
}

export function anEntry(overrides: Partial<TimelineEntry> & { customerId: string }): TimelineEntry {
  return { entryId: 'e1', at: '2026-11-02T09:00:00.000Z', kind: 'alert', detail: { tier: 'high' }, ...overrides };
}

export function aReceipt(overrides: Partial<Receipt> = {}): Receipt {
  return {
    dropId: 'd1',
    fileName: 'customers.csv',
    kind: 'scoring',
    state: 'received',
    receivedAt: '2026-11-01T08:00:00.000Z',
    finishedAt: null,
    profile: 'streaming',
    modelVersion: null,
    sizeBytes: 120,
    sha256: null,
    rowsIn: 0,
    rowsAccepted: 0,
    rowsQuarantined: 0,
    idsFromLineNumbers: false,
    tierCounts: null,
    warnings: [],
    quarantineSample: [],
    quarantineFile: null,
    outputFile: null,
    failure: null,
    ...overrides,
  };
}

export function aModel(overrides: Partial<ModelRecord> = {}): ModelRecord {
  return {
    version: '20261101T000000Z-0a1b2c3d',
    registeredAt: '2026-11-01T00:00:00.000Z',
    profile: 'streaming',
    family: 'xgboost',
    trainingCustomers: 20_000,
    trainingDataSha256: 'a'.repeat(64),
    rocAuc: { value: 0.75, low: 0.74, high: 0.76 },
    brier: { value: 0.13, low: 0.12, high: 0.14 },
    calibrationError: { value: 0.01, low: 0.005, high: 0.02 },
    seed: 7,
    by: 'ana',
    runId: 'run-1',
    ...overrides,
  };
}

export function aPointer(overrides: Partial<ChampionPointer> = {}): ChampionPointer {
  return {
    version: '20261101T000000Z-0a1b2c3d',
    since: '2026-11-01T00:00:01.000Z',
    by: 'gate',
    reason: 'first model',
    ...overrides,
  };
}

export function aRun(overrides: Partial<RunRecord> = {}): RunRecord {
  return {
    runId: 'r1',
    kind: 'training',
    state: 'running',
    startedAt: '2026-11-01T00:00:00.000Z',
    finishedAt: null,
    modelVersion: null,
    dropId: null,
    steps: [{ name: 'prepare', state: 'done', seconds: 1.5 }],
    failure: null,
    ...overrides,
  };
}
