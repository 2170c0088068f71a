import { contactPlan } from '../findings/contact-plan.ts';
import { checkFairness, everyOne, fairnessWords } from '../findings/fairness-check.ts';
import { gradeOf, gradeRuleWords, gradeWords } from '../findings/grade.ts';
import { checkSegment } from '../findings/segment-check.ts';
import { verdictOf } from '../findings/verdict.ts';
import { count, decimal, interval, money, percent, times } from '../format.ts';
import { inEnglish } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { mdTable, mdText } from '../markdown.ts';
import { candidateWords, labelOf } from '../names.ts';
import { segmentStateWords } from '../section/segments.ts';

/** What is measured, where the threshold lies, and how sure the figures are. */
export function measures({ metrics }: ReportInput): string[] {
  return [
    '## Metrics',
    `ROC AUC and lift tell how well customers are put in order, the Brier score, log loss and calibration error whether the percentages come true, precision and recall what the contact list is like. Customers are contacted from a probability of ${percent(metrics.threshold)} (${decimal(metrics.threshold, 4)}) on. Figures are from test rows; 95% intervals from ${count(metrics.bootstrapRounds)} bootstrap rounds.`,
  ];
}

/** The figures as a whole, and of every candidate. */
export function analyses(input: ReportInput): string[] {
  const { metrics } = input;
  const { headline, calibration, worth } = verdictOf(input);
  return [
    '## Quantitative analyses',
    `**${gradeWords[gradeOf(metrics)].en}.** ${headline.en} ${calibration.en} ${worth.en}`,
    `How the grade is given: ${gradeRuleWords.en}`,
    mdTable(['Figure', 'Value (95% interval)'], figureRows(input)),
    'Candidates:',
    mdTable(
      ['Model', 'ROC AUC, cross-validated', 'ROC AUC, test', 'Brier, test'],
      metrics.candidates.map(({ name, crossValidation, test, error }) => [
        candidateWords[name].en,
        crossValidation ? interval(crossValidation.rocAuc) : mdText(error ?? '–'),
        test ? interval(test.rocAuc) : '–',
        test ? interval(test.brier) : '–',
      ]),
    ),
  ];
}

function figureRows({ metrics, profile }: ReportInput): [string, string][] {
  const { figures: f, threshold } = metrics;
  const plan = contactPlan(metrics, profile);
  const [top] = metrics.deciles;
  const asMoney = (value: number): string => money(Math.round(value), profile.currency);
  const rows: ([string, string] | undefined)[] = [
    ['ROC AUC', interval(f.rocAuc)],
    ['PR AUC', interval(f.prAuc)],
    ['Brier score', interval(f.brier)],
    ['Log loss', interval(f.logLoss)],
    ['Calibration error', interval(f.calibrationError, percent)],
    [`Precision at ${percent(threshold)}`, interval(f.precision, percent)],
    [`Recall at ${percent(threshold)}`, interval(f.recall, percent)],
    ['F1', interval(f.f1)],
    ['Accuracy', interval(f.accuracy, percent)],
    top && ['Lift in the top tenth', interval(top.lift, times)],
    plan.profit && [
      `Profit per 1,000 customers at ${percent(plan.capacityShare)} contacted`,
      interval(plan.profit.atCapacity, asMoney),
    ],
  ];
  return rows.filter((row) => row !== undefined);
}

/** How well each customer group is predicted. */
export function groups({ metrics, profile }: ReportInput): string[] {
  if (metrics.segments.length === 0) return ['### Customer groups', 'The profile names none.'];
  return [
    '### Customer groups',
    mdTable(
      ['Group', 'Customers', 'Left', 'Predicted', 'ROC AUC', 'Finding'],
      metrics.segments.map((one) => [
        `${mdText(inEnglish(labelOf(profile, one.feature)))}: ${mdText(one.group)}`,
        count(one.customers),
        interval(one.observedRate, percent),
        percent(one.meanProbability),
        one.rocAuc === null ? '–' : interval(one.rocAuc),
        segmentStateWords[checkSegment(one, metrics)].en,
      ]),
    ),
  ];
}

/** Whom the contact list reaches in each group; nothing for a bundle from before this was measured. */
export function fairness({ metrics, profile }: ReportInput): string[] {
  const list = metrics.fairness ?? [];
  if (list.length === 0) return [];
  const all = everyOne(metrics);
  const rate = (one: (typeof list)[number]['precision']): string => (one === null ? '–' : interval(one, percent));
  return [
    '### Fairness',
    `At the threshold ${percent(all.found)} of all leavers are found, and ${percent(all.bothered)} of those who stay are contacted needlessly. A finding is given where the whole interval of a group lies on one side of that. Groups that leave more often are rightly contacted more often; whether a difference is fair is for people to judge.`,
    mdTable(
      ['Group', 'Contacted', 'Of leavers, found', 'Of stayers, contacted', 'Of contacted, left', 'Finding'],
      list.map((one) => [
        `${mdText(inEnglish(labelOf(profile, one.feature)))}: ${mdText(one.group)}`,
        rate(one.selectionRate),
        rate(one.truePositiveRate),
        rate(one.falsePositiveRate),
        rate(one.precision),
        checkFairness(one, all)
          .map((finding) => fairnessWords[finding].en)
          .join('; ') || 'as everyone',
      ]),
    ),
  ];
}
