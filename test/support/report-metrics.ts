import { brierScore, calibrationError, rocAuc } from '../../core/monitoring/figures.ts';
import { fairnessOf, learningCurve, shift } from './report-extras.ts';
import { normal, seededRandom } from './report-random.ts';
import { around, cumulative, mean, type Scored, tenths } from './report-scored.ts';

export interface Simulation {
  readonly seed: number;
  readonly customers: number;
  readonly strength: number;
  readonly bias: number;
}

const contactCost = 5;
const valueKept = 30; // success rate × money per month × months
/** Metrics of a simulated model, as training would write them; intervals are rough, all else is counted. */
export function simulateMetrics({ seed, customers, strength, bias }: Simulation) {
  const scored = draw(seed, customers, strength, bias);
  const leavers = scored.reduce((sum, { left }) => sum + left, 0);
  const threshold = scored[Math.floor(customers * 0.15)]?.probability ?? 0.5;
  const contacted = scored.filter((one) => one.probability >= threshold);
  const truePositive = contacted.reduce((sum, { left }) => sum + left, 0);
  const figures = figuresOf(scored, truePositive, contacted.length, leavers);
  const gains = cumulative(scored);
  const at = (share: number) => gains[Math.round(share * customers)] ?? leavers;
  const steps = Array.from({ length: 101 }, (_, step) => step / 100);
  const half = 1 / Math.sqrt(customers);
  return {
    format: 'mainstay-metrics/1',
    chosen: 'xgboost',
    chosenBecause: 'It has the smallest cross-validated log loss, 0.412; the next, random forest, has 0.415.',
    choice: {
      rule: 'smallest-loss',
      logLoss: { xgboost: 0.412, 'random-forest': 0.415, 'logistic-regression': 0.42, 'decision-tree': 0.44 },
      standardError: null,
    },
    split: { kind: 'random', trainingCustomers: 20_000, testCustomers: customers, testLeavers: leavers, folds: 5 },
    bootstrapRounds: 1000,
    threshold,
    figures,
    confusion: {
      truePositive,
      falsePositive: contacted.length - truePositive,
      trueNegative: customers - leavers - (contacted.length - truePositive),
      falseNegative: leavers - truePositive,
    },
    candidates: candidates(figures, half),
    rocCurve: steps.map((share) => {
      const found = at(share);
      return {
        threshold: share === 0 ? 1 : (scored[Math.round(share * customers) - 1]?.probability ?? 0),
        falsePositiveRate: (Math.round(share * customers) - found) / (customers - leavers),
        truePositiveRate: found / leavers,
      };
    }),
    prCurve: steps.slice(1).map((share) => ({
      recall: at(share) / leavers,
      precision: at(share) / Math.max(1, Math.round(share * customers)),
    })),
    calibrationBins: tenths(scored).map((members) => {
      const observed = mean(members.map((one) => one.left));
      const { low, high } = around(observed, 1.96 * Math.sqrt((observed * (1 - observed)) / members.length) + 0.002);
      return {
        customers: members.length,
        meanProbability: mean(members.map((one) => one.probability)),
        observedRate: observed,
        low,
        high,
      };
    }),
    deciles: tenths(scored).map((members, index) => {
      const left = members.reduce((sum, one) => sum + one.left, 0);
      const lift = left / members.length / (leavers / customers);
      const cumulativeRecall = at((index + 1) / 10) / leavers;
      return {
        decile: index + 1,
        customers: members.length,
        leavers: left,
        rate: left / members.length,
        lift: around(lift, 6 * half, 0, 10),
        cumulativeRecall,
      };
    }),
    profitCurve: steps.map((share) => {
      const profit = (valueKept * at(share)) / customers - contactCost * share;
      const spread = valueKept * half * 0.35 * Math.sqrt(share);
      return {
        share,
        profitPerCustomer: profit,
        low: profit - spread,
        high: profit + spread,
        randomProfitPerCustomer: share * ((valueKept * leavers) / customers - contactCost),
      };
    }),
    importance: [
      ['tenure', 0.41],
      ['tickets', 0.22],
      ['plan', 0.17],
      ['charge', 0.13],
      ['seen', 0.07],
    ].map(([feature, share]) => ({ feature, share, meanAbsoluteContribution: Number(share) * 1.3 })),
    segments: segmentsOf(scored),
    fairness: fairnessOf(scored, threshold),
    learningCurve: learningCurve(figures, half),
    dataChanges: {
      previousCustomers: 18_000,
      customers: 20_000,
      previousChurnRate: around(0.15, 0.004),
      churnRate: around(0.18, 0.004),
      features: [
        shift('plan', 0.31, [{ value: 'Family', share: 0.04 }]),
        shift('charge', 0.12, []),
        shift('tenure', 0.01, []),
      ],
      onlyNow: ['seen'],
      onlyBefore: ['age'],
    },
  };
}

/** Customers by probability, highest first. */
function draw(seed: number, customers: number, strength: number, bias: number): Scored[] {
  const random = seededRandom(seed);
  const scored = Array.from({ length: customers }, (): Scored => {
    const logOdds = -1.75 + strength * normal(random);
    const left = random() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
    return { probability: 1 / (1 + Math.exp(-(logOdds + bias))), left };
  });
  return scored.sort((a, b) => b.probability - a.probability);
}

function figuresOf(scored: readonly Scored[], truePositive: number, contacted: number, leavers: number) {
  const probabilities = scored.map((one) => one.probability);
  const left = scored.map((one) => one.left);
  const half = 1 / Math.sqrt(scored.length);
  const [precision, recall] = [truePositive / contacted, truePositive / leavers];
  let hits = 0;
  const averagePrecision =
    scored.reduce((sum, one, at) => (one.left === 1 ? sum + ++hits / (at + 1) : sum), 0) / leavers;
  const logLoss = mean(scored.map((one) => -Math.log(one.left === 1 ? one.probability : 1 - one.probability)));
  return {
    rocAuc: around(rocAuc(probabilities, left), 1.2 * half),
    prAuc: around(averagePrecision, 1.8 * half),
    brier: around(brierScore(probabilities, left), 0.5 * half),
    logLoss: around(logLoss, half, 0, 99),
    calibrationError: around(calibrationError(probabilities, left), 0.4 * half),
    precision: around(precision, 2.2 * half),
    recall: around(recall, 2.2 * half),
    f1: around((2 * precision * recall) / (precision + recall), 2 * half),
    accuracy: around(
      (truePositive + (scored.length - leavers - (contacted - truePositive))) / scored.length,
      0.8 * half,
    ),
  };
}

function candidates(figures: ReturnType<typeof figuresOf>, half: number) {
  const behind = { 'logistic-regression': 0.012, 'decision-tree': 0.041, 'random-forest': 0.009, xgboost: 0 };
  const shifted = (by: number) => ({ ...figures, rocAuc: around(figures.rocAuc.value - by, 1.2 * half) });
  const oneRule = (figures.rocAuc.value - 0.5) * 0.55 + 0.5;
  const flat = { ...figures, rocAuc: around(0.5, 0) };
  return [
    { name: 'majority', status: 'fitted', test: flat, crossValidation: crossValidation(0.5, 0) },
    {
      name: 'one-rule',
      status: 'fitted',
      test: { ...figures, rocAuc: around(oneRule, half) },
      crossValidation: crossValidation(oneRule, half),
      note: 'tenure below 9.5 months: 0.31, else 0.14',
    },
    ...Object.entries(behind).map(([name, by]) => ({
      name,
      status: 'fitted',
      test: shifted(by),
      crossValidation: crossValidation(figures.rocAuc.value - by + 0.003, half / 2),
      trials: 40,
    })),
    { name: 'gradient-boosting', status: 'failed', error: 'the time budget of 2 s was too short for one fit' },
  ];
}

function crossValidation(value: number, half: number) {
  return { folds: 5, rocAuc: around(value, half), logLoss: around(0.92 - 0.67 * value, half) };
}

function segmentsOf(scored: readonly Scored[]) {
  const groups: [string, string, (one: Scored, at: number) => boolean][] = [
    ['plan', 'Basic', (_, at) => at % 2 === 0],
    ['plan', 'Standard', (_, at) => at % 4 === 1],
    ['plan', 'Premium', (one, at) => at % 4 === 3 && (one.left === 0 || at % 8 === 3)],
    ['tenure', 'below 6', (_, at) => at % 3 === 0],
    ['tenure', '6 to 24', (_, at) => at % 3 === 1],
    ['tenure', '24 and more', (_, at) => at % 3 === 2],
  ];
  return groups.map(([feature, group, belongs]) => {
    const members = scored.filter(belongs);
    const left = members.map((one) => one.left);
    const probabilities = members.map((one) => one.probability);
    const rate = mean(left);
    const half = 1.96 * Math.sqrt((rate * (1 - rate)) / members.length) + 0.002;
    return {
      feature,
      group,
      customers: members.length,
      leavers: left.reduce<number>((sum, one) => sum + one, 0),
      observedRate: around(rate, half),
      meanProbability: mean(probabilities),
      rocAuc: around(rocAuc(probabilities, left), 1.2 / Math.sqrt(members.length)),
    };
  });
}
