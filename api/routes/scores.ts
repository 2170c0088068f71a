import { DomainError } from '../../core/errors.ts';
import { scoreCustomers } from '../../core/scoring/score-customers.ts';
import type { CustomerToScore } from '../../core/scoring/scoring-model.ts';
import { whatIf } from '../../core/scoring/what-if.ts';
import type { ApiDeps } from '../deps.ts';
import { nothing, type Operation, operation } from '../operation.ts';
import { readChanges, readCustomers } from '../read-customers.ts';
import * as examples from '../schemas/examples.ts';
import {
  identityOf,
  maxCustomers,
  plainScoreRequest,
  ScoreRequest,
  ScoresAnswer,
  WhatIfAnswer,
  WhatIfRequest,
} from '../schemas/scores.ts';
import { toldBy } from '../told-by.ts';

/** `POST /v1/scores` and `POST /v1/what-if`. */
export function scoreOperations(deps: ApiDeps): Operation[] {
  return [
    operation({
      id: 'scoreCustomers',
      tag: 'Scores',
      summary: 'Score customers, with exact reasons',
      description: `1 to ${maxCustomers} customers; more go in as a drop. Scores come in the order of the customers.`,
      body: { schema: ScoreRequest, plain: plainScoreRequest, example: examples.scoreRequest },
      params: nothing,
      query: nothing,
      answer: {
        status: 200,
        description: 'A score for each customer',
        schema: ScoresAnswer,
        example: examples.scoresAnswer,
      },
      failures: [
        'invalid-customer',
        'no-champion',
        'model-unreachable',
        'model-answer-invalid',
        'endpoint-not-allowed',
      ],
      customersOf: ({ customers }) => customers.map(({ customerId }) => customerId),
      handle: async ({ body }) => {
        const champion = await deps.champion();
        const customers = readCustomers(champion.engine.profile, body.customers, deps.clock.now());
        const { scores } = await scoreCustomers(
          { customers, record: body.record },
          {
            champion: async () => champion,
            customers: deps.records.customers,
            events: toldBy(deps),
            recordAndTell: deps.recordAndTell,
            clock: deps.clock,
            shadow: deps.shadow,
            newScoreId: () => deps.newId('score'),
          },
        );
        return { model: identityOf(champion), scores };
      },
    }),
    operation({
      id: 'whatIf',
      tag: 'Scores',
      summary: 'Score a customer as is and with some values changed',
      description:
        'For a customer who was scored before, or for features of your own. Nothing is recorded. The smallest step to ' +
        'a lower tier says what the model has seen, not what would happen.',
      body: { schema: WhatIfRequest, example: examples.whatIfRequest },
      params: nothing,
      query: nothing,
      answer: { status: 200, description: 'Both scores, and the smallest step', schema: WhatIfAnswer },
      failures: [
        'invalid-customer',
        'customer-not-found',
        'no-champion',
        'model-unreachable',
        'model-answer-invalid',
        'endpoint-not-allowed',
      ],
      customersOf: ({ customerId }) => (customerId === undefined ? [] : [customerId]),
      handle: async ({ body: { customerId, features, changes } }) => {
        const champion = await deps.champion();
        const { profile } = champion.engine;
        const now = deps.clock.now();
        const customer =
          customerId === undefined
            ? readCustomers(profile, [{ customerId: 'what-if', features: features ?? {} }], now)[0]
            : await knownCustomer(deps, customerId);
        if (!customer) throw new Error('one customer in gave none out');
        const answer = await whatIf(champion.engine, customer, readChanges(profile, changes, now));
        return {
          ...answer,
          model: identityOf(champion),
          probabilityChange: answer.after.probability - answer.before.probability,
        };
      },
    }),
  ];
}

async function knownCustomer({ records }: ApiDeps, customerId: string): Promise<CustomerToScore> {
  const record = await records.customers.get(customerId);
  if (!record) throw new DomainError('customer-not-found', `No customer ${JSON.stringify(customerId)} was scored yet`);
  const { features, monthlyValueMinor } = record.latest;
  return { customerId, values: features, monthlyValueMinor };
}
