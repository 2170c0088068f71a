/*
 * Examples for the OpenAPI document, in columns of the shipped profile `streaming`. A test holds each against its
 * schema.
 */

const features = { AccountAge: 4, MonthlyCharges: 14.99, SubscriptionType: 'Basic', SupportTicketsPerMonth: 5 };

const reason = {
  feature: 'SupportTicketsPerMonth',
  value: 5,
  contribution: 0.61,
  direction: 'raises',
  changeable: true,
  text: { en: '5 support tickets per month raise the risk', ko: '월 문의 5건이 이탈 위험을 높입니다' },
};

export const scoreRequest = { customers: [{ customerId: 'C-1001', features }], record: true };

export const scoresAnswer = {
  model: { version: '20261122T101502Z-3f9a1c2b', profile: 'streaming', family: 'xgboost', reasons: 'exact' },
  scores: [
    {
      customerId: 'C-1001',
      scoreId: 'score-20261122T103000Z-5b0e8d11c2a94f07',
      scoredAt: '2026-11-22T10:30:00.000Z',
      probability: 0.412,
      tier: 'high',
      percentile: 96.4,
      valueAtRisk: { amountMinor: 7_412, currency: 'USD' },
      raw: -0.28,
      bias: -1.62,
      reasons: [reason],
      play: {
        id: 'solve-support',
        title: { en: 'Solve the open issues in person', ko: '문의 사항을 직접 해결하기' },
        because: 'SupportTicketsPerMonth',
      },
      warnings: [],
      previous: { probability: 0.301, tier: 'medium', scoredAt: '2026-11-15T10:30:00.000Z' },
    },
  ],
};

export const whatIfRequest = { customerId: 'C-1001', changes: { SupportTicketsPerMonth: 1 } };

export const customerList = {
  items: [
    {
      customerId: 'C-1001',
      scoredAt: '2026-11-22T10:30:00.000Z',
      probability: 0.412,
      tier: 'high',
      movement: 0.111,
      valueAtRisk: { amountMinor: 7_412, currency: 'USD' },
      topReason: reason,
      play: null,
    },
  ],
  cursor: 'WzEsIltcImN1c3RvbWVyc1wiXSIsWzc0MTIsIkMtMTAwMSJdXQ',
};

export const championPointer = {
  version: '20261122T101502Z-3f9a1c2b',
  since: '2026-11-22T10:20:00.000Z',
  by: 'gate',
  reason: 'First model: better than the baselines',
};

export const registerModelRequest = {
  description: 'XGBoost of the data science team, autumn 2026',
  endpoint: { name: 'churn-xgboost' },
  request: { format: 'csv' },
  columns: [
    { as: 'value', feature: 'AccountAge' },
    { as: 'value', feature: 'SupportTicketsPerMonth' },
    { as: 'code', feature: 'SubscriptionType', codes: { Basic: 0, Standard: 1, Premium: 2 } },
  ],
  answer: { format: 'csv' },
  tiers: { medium: 0.2, high: 0.4 },
  goldenRows: [
    { features, answer: 0.412 },
    { features: { ...features, SupportTicketsPerMonth: 1 }, answer: 0.305 },
    { features: { ...features, AccountAge: 60 }, answer: 0.118 },
    { features: { ...features, SubscriptionType: 'Premium' }, answer: 0.377 },
    { features: { AccountAge: 12 }, answer: 0.291 },
  ],
};

export const shadowRequest = { days: 7, reason: 'A week of live customers before we decide' };
