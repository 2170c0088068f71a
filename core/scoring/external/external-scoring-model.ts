import { DomainError } from '../../errors.ts';
import type { ModelEndpoints } from '../../ports.ts';
import type { FeatureValues, Profile } from '../../profile/profile.ts';
import { bundleFiles } from '../bundle.ts';
import { createCalibration } from '../calibrate.ts';
import { percentileOf } from '../percentile.ts';
import { ChurnProbability, type ProposedPlay, type Score, type Tier } from '../score.ts';
import type { ScoringModel } from '../scoring-model.ts';
import { playsOf } from '../scoring-sheet.ts';
import { tierOf } from '../tier.ts';
import { valueAtRisk } from '../value-at-risk.ts';
import type { ExternalGoldenRows, ExternalModelDocument } from './external-model.ts';
import { createExternalWarnings } from './external-warnings.ts';
import { readAnswer } from './read-answer.ts';
import { requestParts } from './request-parts.ts';

export interface ExternalModelParts {
  readonly document: ExternalModelDocument;
  readonly golden: ExternalGoldenRows;
  readonly profile: Profile;
  readonly endpoints: ModelEndpoints;
}

const contentTypes = { csv: 'text/csv', 'json-lines': 'application/jsonlines', json: 'application/json' } as const;

/** Answers of the endpoint, one a row, a call after another: an endpoint of one machine would only queue them. */
export function askEndpoint({ document, endpoints }: Pick<ExternalModelParts, 'document' | 'endpoints'>) {
  const { endpoint, request, answer } = document;
  return async (values: readonly FeatureValues[]): Promise<Float64Array> => {
    const answers: number[] = [];
    for (const { body, rows } of requestParts(values, document)) {
      const text = await endpoints.invoke({
        endpoint,
        contentType: contentTypes[request.format],
        accept: contentTypes[answer.format],
        body,
      });
      answers.push(...readAnswer(text, answer, rows));
    }
    return Float64Array.from(answers);
  };
}

/**
 * A model behind an endpoint as a {@link ScoringModel}. Tiers, value at risk and warnings about values are Mainstay's. There
 * are no reasons: exact ones need the model itself, and what could be guessed from outside would look like them.
 */
export function createExternalScoringModel({ document, golden, profile, endpoints }: ExternalModelParts): ScoringModel {
  const { calibration, tiers, quantiles } = document;
  const ask = askEndpoint({ document, endpoints });
  const calibrate = calibration ? createCalibration(calibration, true) : (answer: number) => answer;
  const warningsOf = createExternalWarnings(document.columns, profile);
  const plays = {
    high: playNamed(profile, document.plays.high),
    medium: playNamed(profile, document.plays.medium),
    low: null,
  };

  const scored = (
    { customerId, values, monthlyValueMinor }: Parameters<ScoringModel['score']>[0][number],
    raw: number,
  ): Score => {
    const probability = ChurnProbability.parse(calibrate(raw));
    const tier: Tier = tierOf(probability, tiers);
    const money = profile.money === null ? null : monthlyValueMinor;
    return {
      customerId,
      probability,
      tier,
      percentile: quantiles && percentileOf(probability, quantiles),
      valueAtRisk: valueAtRisk(probability, money, profile.valueHorizonMonths, profile.currency),
      raw,
      bias: null,
      reasons: [],
      play: plays[tier],
      warnings: warningsOf(values),
    };
  };

  return {
    profile,
    family: document.family,
    tiers,
    reasons: 'none',
    wording: {
      reasons: 'none',
      currency: profile.currency,
      bias: null,
      features: profile.features.map((feature) => ({ feature, typical: null, neverMissing: false })),
      values: profile.features.map(({ name }) => name),
      plays: playsOf(profile),
    },
    rowsAtOnce: document.rowsPerCall,
    score: async (customers) => {
      const answers = await ask(customers.map(({ values }) => values));
      return customers.map((customer, row) => scored(customer, answers[row] ?? Number.NaN));
    },
    scoreProbabilities: async (values) => (await ask(values)).map(calibrate),
    tryOut: async () => {
      const answers = await ask(golden.rows.map(({ features }) => features));
      for (const [row, { answer }] of golden.rows.entries()) {
        // Written so that NaN, too, is refused.
        if (Math.abs((answers[row] ?? Number.NaN) - answer) <= golden.tolerance) continue;
        const differs = `the endpoint answers ${answers[row]} to row ${row}, and should answer ${answer}`;
        throw new DomainError('invalid-bundle', `${bundleFiles.golden} does not verify: ${differs}.`);
      }
    },
  };
}

function playNamed({ plays }: Profile, id: string | null): ProposedPlay | null {
  const play = plays.find((candidate) => candidate.id === id);
  return play ? { id: play.id, title: play.title, ...(play.steps && { steps: play.steps }), because: null } : null;
}
