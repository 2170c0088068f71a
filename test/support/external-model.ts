import { ExternalModelRequest } from '../../core/lifecycle/register-external-model.ts';
import type { FeatureValues } from '../../core/profile/profile.ts';

/** The model that the team has behind its endpoint: more tickets, more risk; a quarter where they are not known. */
export function teamModel(tickets: number | null): number {
  return tickets === null ? 0.25 : Math.min(0.95, 0.05 + tickets / 20);
}

/** What its endpoint answers to CSV rows of {@link externalRequest}: one probability a line. */
export function answerCsv(body: string): string {
  return body
    .split('\n')
    .map((line) => {
      const [tickets = ''] = line.split(',');
      return teamModel(tickets === '' ? null : Number(tickets));
    })
    .join('\n');
}

const golden = (tickets: number | null, plan: string) => ({
  features: { tickets, fee: 20, plan, joined: '2026-01-01' },
  answer: teamModel(tickets),
});

/** A team's description of that model, for the test profile. */
export function externalRequest(
  changes: Partial<Record<keyof ExternalModelRequest, unknown>> = {},
): ExternalModelRequest {
  return ExternalModelRequest.parse({
    description: 'Logistic regression of the data science team',
    endpoint: { name: 'Churn-Team' },
    request: { format: 'csv' },
    columns: [
      { as: 'value', feature: 'tickets' },
      { as: 'value', feature: 'fee', missing: -1 },
      { as: 'indicator', feature: 'plan', of: 'basic' },
      { as: 'code', feature: 'plan', codes: { basic: 1, standard: 2 }, otherwise: 0 },
      { as: 'missing', feature: 'joined' },
    ],
    answer: { format: 'csv' },
    tiers: { medium: 0.3, high: 0.6 },
    plays: { high: 'call' },
    goldenRows: [
      golden(0, 'basic'),
      golden(3, 'standard'),
      golden(6, 'basic'),
      golden(14, 'trial'),
      golden(null, 'gift'),
    ],
    ...changes,
  });
}

/** Values that fit the test profile. */
export function valuesWith(changes: FeatureValues = {}): FeatureValues {
  return { tickets: 4, fee: 20, plan: 'basic', joined: 300, unused: null, ...changes };
}
