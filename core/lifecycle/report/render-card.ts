import { gateChecks } from '../gate/gate-decision.ts';
import { cautionsOf } from './findings/cautions.ts';
import { contactPlan } from './findings/contact-plan.ts';
import { gradeOf, gradeRuleWords, gradeWords } from './findings/grade.ts';
import { checkSegment } from './findings/segment-check.ts';
import { verdictOf } from './findings/verdict.ts';
import { count, decimal, interval, moment, money, percent, roundPercent, times } from './format.ts';
import { inEnglish } from './html.ts';
import type { ReportInput } from './input.ts';
import { mdCode, mdList, mdTable, mdText } from './markdown.ts';
import { candidateWords, labelOf, withoutName } from './names.ts';
import { limitsOf } from './section/making.ts';
import { segmentStateWords } from './section/segments.ts';

/**
 * The bundle's `card.md`: a model card after Mitchell et al. (2019), "Model Cards for Model Reporting", in Markdown.
 * Text from a customer's data is escaped, so that it can neither format nor link.
 *
 * @returns the whole document; equal input gives an equal text
 */
export function renderCard(input: ReportInput): string {
  const blocks = [
    `# Model card: ${mdText(input.profile.title.en)}`,
    ...details(input),
    ...use(input),
    ...data(input),
    ...figures(input),
    ...segments(input),
    ...decided(input),
    ...limits(input),
    ...reproduction(input),
    '## Licence and contact',
    'Made with Mainstay (Apache-2.0). The model and its data belong to whoever trained it.\nQuestions go to the team that runs this installation.',
  ];
  return `${blocks.join('\n\n')}\n`;
}

function details({ version, trainedAt, model, profile, metrics }: ReportInput): string[] {
  return [
    '## Model',
    mdList([
      `Version: ${mdCode(version)}, trained ${moment(trainedAt)}`,
      `Kind: ${candidateWords[model.family].en}, probabilities calibrated (${model.calibration.kind})`,
      `Predicts: the probability that a customer leaves within ${profile.churnWithinDays} days`,
      `Profile: ${mdCode(profile.name)}, version ${profile.version}`,
      `Chosen because: ${mdText(metrics.chosenBecause)}`,
    ]),
  ];
}

function use({ profile }: ReportInput): string[] {
  const capacity = roundPercent(profile.policy.capacityShare);
  return [
    '## Intended use',
    `To put customers in the order in which a retention team contacts them (its capacity: ${capacity} per cycle), with reasons that a person reads before acting.`,
    'Not for:',
    mdList([
      'refusing, delaying or worsening a service, or setting a price for one person;',
      'decisions about a person without a person;',
      'customers unlike those in the training data (another country, product or kind of contract);',
      'telling what causes people to leave, or what contact achieves.',
    ]),
  ];
}

function data({ exploration, dataQuality, metrics, model, profile }: ReportInput): string[] {
  const leaks = exploration.leaks.map(
    ({ feature, reason }) => `${mdText(feature)}: ${mdText(withoutName(reason, feature))}`,
  );
  const excluded = profile.excluded.map(
    ({ column, reason }) => `${mdText(column)}: ${mdText(withoutName(reason, column))}`,
  );
  const dropped = model.droppedFeatures
    .filter(({ feature }) => !exploration.leaks.some((leak) => leak.feature === feature))
    .map(({ feature, reason }) => `${mdText(feature)}: ${mdText(withoutName(reason, feature))}`);
  const leftOut = [...leaks, ...dropped, ...excluded];
  return [
    '## Data',
    mdList([
      `Rows in the file: ${count(dataQuality.rowsIn)}, accepted ${count(dataQuality.rowsAccepted)}, set aside ${count(dataQuality.rowsQuarantined)}; duplicates left out: ${count(exploration.duplicates)}`,
      `Training: ${count(model.trainingData.customers)} customers, ${count(model.trainingData.leavers)} of whom left; churn rate ${interval(exploration.churnRate, percent)}`,
      `Test: ${count(metrics.split.testCustomers)} customers, ${count(metrics.split.testLeavers)} of whom left; split ${metrics.split.kind}, opened once`,
      `Features: ${exploration.features.length}`,
    ]),
    ...(leftOut.length > 0 ? ['Left out, or kept in spite of a suspicion:', mdList(leftOut)] : []),
    ...(dataQuality.warnings.length > 0 ? ['Warnings while reading:', mdList(dataQuality.warnings.map(mdText))] : []),
  ];
}

function figures(input: ReportInput): string[] {
  const { metrics, profile } = input;
  const { figures: f } = metrics;
  const { headline, calibration, worth } = verdictOf(input);
  const plan = contactPlan(metrics, profile);
  const rows: [string, string][] = [
    ['ROC AUC', interval(f.rocAuc)],
    ['PR AUC', interval(f.prAuc)],
    ['Brier score', interval(f.brier)],
    ['Log loss', interval(f.logLoss)],
    ['Calibration error', interval(f.calibrationError, percent)],
    [`Precision at ${percent(metrics.threshold)}`, interval(f.precision, percent)],
    [`Recall at ${percent(metrics.threshold)}`, interval(f.recall, percent)],
    ['F1', interval(f.f1)],
    ['Accuracy', interval(f.accuracy, percent)],
  ];
  const [top] = metrics.deciles;
  if (top) rows.push(['Lift in the top tenth', interval(top.lift, times)]);
  if (plan.profit) {
    const asMoney = (value: number): string => money(Math.round(value), profile.currency);
    rows.push([
      `Profit per 1,000 customers at ${percent(plan.capacityShare)} contacted`,
      interval(plan.profit.atCapacity, asMoney),
    ]);
  }
  return [
    '## Figures',
    `**${gradeWords[gradeOf(metrics)].en}.** ${headline.en} ${calibration.en} ${worth.en}`,
    `How the grade is given: ${gradeRuleWords.en}`,
    `On test rows; 95% intervals from ${count(metrics.bootstrapRounds)} bootstrap rounds.`,
    mdTable(['Figure', 'Value (95% interval)'], rows),
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

function segments({ metrics, profile }: ReportInput): string[] {
  if (metrics.segments.length === 0) return ['## Customer groups', 'The profile names none.'];
  return [
    '## Customer groups',
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

function decided({ decision }: ReportInput): string[] {
  if (!decision) return [];
  const { gains, blastRadius } = decision;
  return [
    '## What the gate decided',
    `${decision.promote ? 'Let through' : 'Turned away'}, ${moment(decision.decidedAt)}. ${mdText(decision.reason)}`,
    mdTable(
      ['Check', 'Passed', 'Figures'],
      decision.checks.map(({ code, passed, detail }) => [
        `${code} ${gateChecks[code]}`,
        passed ? 'yes' : 'no',
        mdText(detail),
      ]),
    ),
    ...(gains
      ? [`Gain in ROC AUC ${interval(gains.rocAuc)}, in Brier score ${interval(gains.brier)}; above 0 is better.`]
      : []),
    ...(blastRadius
      ? [
          `Of ${count(blastRadius.compared)} current customers compared, ${percent(blastRadius.changedTierShare)} would change tier; ${count(blastRadius.newHigh)} would newly be at high risk.`,
        ]
      : []),
  ];
}

function limits(input: ReportInput): string[] {
  const cautions = cautionsOf(input);
  return [
    '## Limits',
    mdList([...cautions.map(({ words }) => mdText(words.en)), ...limitsOf(input).map(({ en }) => mdText(en))]),
    '## Ethics',
    'A score is about a person. Keep it no longer than needed, show it only to those who act on it, and erase it when asked. Check the groups above for people whom the model serves worse. A contact should be welcome: respect objections and contact limits.',
  ];
}

function reproduction({ model, metrics, profile }: ReportInput): string[] {
  const libraries = Object.entries(model.libraries).map(([name, version]) => `${mdText(name)} ${mdText(version)}`);
  return [
    '## How to make it again',
    mdList([
      `Training data: sha256 ${mdCode(model.trainingData.sha256)}`,
      `Profile: ${mdCode(profile.name)}, sha256 ${mdCode(model.profile.sha256)}`,
      `Seed: ${model.seed}; folds: ${metrics.split.folds}; threshold: ${decimal(metrics.threshold, 4)}`,
      `Libraries: ${libraries.join(', ')}`,
      `Settings: ${mdCode(JSON.stringify(model.settings))}`,
    ]),
    `Command: ${mdCode(`mainstay train FILE --profile ${profile.name} --seed ${model.seed}`)}`,
  ];
}
