import type { GateEvidence } from '../../../../core/lifecycle/gate/decide-promotion.ts';
import type { PairedRows } from '../../../../core/lifecycle/gate/paired-bootstrap.ts';
import { seededRandom } from '../../../../core/lifecycle/gate/seeded-random.ts';
import type { Candidate, Figures, Metrics } from '../../../../core/lifecycle/metrics.ts';

export const championVersion = '20261122T101502Z-3f9a1c2b';
export const challengerVersion = '20261129T101502Z-aaaaaaaa';

export interface MadeRowsOptions {
  readonly customers: number;
  /** Standard deviation of what each model sees wrongly of the log-odds, whose own standard deviation is 1.2. */
  readonly championNoise: number;
  readonly challengerNoise: number;
}

/**
 * Customers whose true log-odds of leaving are normal around -1.2, and two models that see them with noise of their own
 * and give the probability that is right for what they see (logistic-normal mean, MacKay 1992).
 */
export function madeRows(seed: number, { customers, championNoise, challengerNoise }: MadeRowsOptions): PairedRows {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const [mean, variance] = [-1.2, 1.44];
  const seen = (truth: number, noise: number): number => {
    const kept = variance / (variance + noise ** 2);
    const expected = mean + kept * (truth + noise * normal() - mean);
    return sigmoid(expected / Math.sqrt(1 + (Math.PI / 8) * (1 - kept) * variance));
  };
  const left = new Uint8Array(customers);
  const [champion, challenger] = [new Float64Array(customers), new Float64Array(customers)];
  for (let row = 0; row < customers; row += 1) {
    const truth = mean + Math.sqrt(variance) * normal();
    left[row] = random() < sigmoid(truth) ? 1 : 0;
    champion[row] = seen(truth, championNoise);
    challenger[row] = seen(truth, challengerNoise);
  }
  return { left, champion, challenger };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Evidence in which nothing but the rows speaks for or against the challenger. */
export function evidenceOf({ left, champion, challenger }: PairedRows): GateEvidence {
  return {
    challenger: {
      version: challengerVersion,
      profile: 'streaming',
      metrics: measured(0.74),
      probabilities: challenger,
      goldenRowsFailure: undefined,
      microsecondsPerCustomer: 300,
    },
    champion: { version: championVersion, profile: 'streaming', probabilities: champion, seenRows: 0 },
    left,
    segments: [],
    blastRadius: undefined,
    seed: 3,
    decidedAt: new Date('2026-11-29T10:20:00Z'),
  };
}

const sure = (value: number, width = 0.01) => ({ value, low: value - width, high: value + width });

function figures(rocAuc: number, logLoss: number, calibrationError: number): Figures {
  return {
    rocAuc: sure(rocAuc),
    prAuc: sure(0.4),
    brier: sure(0.13),
    logLoss: sure(logLoss),
    calibrationError: sure(calibrationError),
    precision: sure(0.4),
    recall: sure(0.3),
    f1: sure(0.35),
    accuracy: sure(0.8),
  };
}

/** Metrics of a run whose one rule has a ROC AUC of 0.62 and whose churn rate alone a log loss of 0.47. */
export function measured(rocAuc: number, logLoss = 0.41, calibrationError = 0.01): Metrics {
  const candidate = (name: Candidate['name'], auc: number, loss: number): Candidate => ({
    name,
    status: 'fitted',
    test: figures(auc, loss, calibrationError),
  });
  return {
    format: 'mainstay-metrics/1',
    chosen: 'xgboost',
    chosenBecause: 'of its log loss',
    split: { kind: 'random', trainingCustomers: 800, testCustomers: 200, testLeavers: 40, folds: 5 },
    bootstrapRounds: 1000,
    threshold: 0.3,
    figures: figures(rocAuc, logLoss, calibrationError),
    confusion: { truePositive: 1, falsePositive: 1, trueNegative: 1, falseNegative: 1 },
    candidates: [
      candidate('majority', 0.5, 0.47),
      candidate('one-rule', 0.62, 0.45),
      candidate('xgboost', rocAuc, logLoss),
    ],
    rocCurve: [],
    prCurve: [],
    calibrationBins: [],
    deciles: [],
    profitCurve: [],
    importance: [],
    segments: [],
  };
}
