import { moreDataWords } from '../findings/more-data.ts';
import { splitWords } from '../findings/split-words.ts';
import { count, interval, percent } from '../format.ts';
import { inEnglish } from '../html.ts';
import type { ReportInput } from '../input.ts';
import { mdCode, mdList, mdTable, mdText } from '../markdown.ts';
import { labelOf, withoutName } from '../names.ts';
import { changesLead } from '../section/data-changes.ts';

/** Which rows the model was tested on, and why those. */
export function evaluationData({ metrics: { split } }: ReportInput): string[] {
  return [
    '## Evaluation data',
    mdList([
      `Test: ${count(split.testCustomers)} customers, ${count(split.testLeavers)} of whom left; they were looked at once, after the choice`,
      `Split ${mdText(splitWords(split).en)}`,
    ]),
  ];
}

/** What the model learned from: horizon, parts, rows, what was left out, what changed. */
export function trainingData(input: ReportInput): string[] {
  const { exploration, dataQuality, metrics, model, profile, lineage } = input;
  const { touch } = exploration;
  const left = leftOut(input);
  return [
    '## Training data',
    mdList([
      `Label: leaving within ${profile.churnWithinDays} days; lead time before them: ${profile.leadTimeDays ?? 0} days`,
      `Rows: ${count(dataQuality.rowsIn)}, accepted ${count(dataQuality.rowsAccepted)}, set aside ${count(dataQuality.rowsQuarantined)}; duplicates left out: ${count(exploration.duplicates)}`,
      `Training: ${count(model.trainingData.customers)} customers, ${count(model.trainingData.leavers)} of whom left; churn rate ${interval(exploration.churnRate, percent)}`,
      `Features: ${exploration.features.length}`,
      touch
        ? `Outreach: ${count(touch.untouched)} rows untouched, ${count(touch.holdout)} held out on purpose, ${count(touch.contacted)} contacted; contacted ones neither train nor test`
        : 'Outreach: the data do not say who was contacted; if some were, the model has learned from customers as they are treated today',
      ...(metrics.learningCurve ? [`More data: ${moreDataWords(metrics.learningCurve).en}`] : []),
      ...(metrics.dataChanges ? [`Since the model before: ${changesLead(metrics.dataChanges).en}`] : []),
    ]),
    ...(lineage
      ? [
          'Parts of the training data:',
          mdTable(
            ['Part', 'Rows', 'sha256'],
            lineage.parts.map((part) => [mdText(part.partId), count(part.rows), part.sha256]),
          ),
        ]
      : []),
    ...(left.length > 0 ? ['Left out, or kept in spite of a suspicion:', mdList(left)] : []),
    ...(dataQuality.warnings.length > 0 ? ['Warnings while reading:', mdList(dataQuality.warnings.map(mdText))] : []),
  ];
}

function leftOut({ exploration, model, profile }: ReportInput): string[] {
  const leaks = new Set(exploration.leaks.map(({ feature }) => feature));
  return [
    ...exploration.leaks.map(({ feature, reason }) => line(feature, reason)),
    ...model.droppedFeatures
      .filter(({ feature }) => !leaks.has(feature))
      .map(({ feature, reason }) => line(feature, reason)),
    ...profile.excluded.map(({ column, reason }) => line(column, reason)),
  ];
}

function line(column: string, reason: string): string {
  return `${mdText(column)}: ${mdText(withoutName(reason, column))}`;
}

/** What performance may depend on: the groups that are looked at, and the features that weigh most. */
export function factors({ metrics, profile }: ReportInput): string[] {
  const name = (feature: string): string => mdText(inEnglish(labelOf(profile, feature)));
  const groups = profile.segments.map(({ feature }) => name(feature));
  const weights = metrics.importance.slice(0, 5).map(({ feature, share }) => `${name(feature)} (${percent(share)})`);
  return [
    '## Factors',
    mdList([
      `Groups looked at, one by one: ${groups.length > 0 ? groups.join(', ') : 'the profile names none'}`,
      `Features that weigh most: ${weights.length > 0 ? weights.join(', ') : 'none'}`,
      `Groups are those that the profile ${mdCode(profile.name)} names; combinations of them were not looked at`,
    ]),
  ];
}
