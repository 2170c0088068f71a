import { gateChecks } from '../../gate/gate-decision.ts';
import { cautionsOf } from '../findings/cautions.ts';
import { checkFairness, disadvantages, everyOne } from '../findings/fairness-check.ts';
import { count, moment, percent, signedInterval } from '../format.ts';
import type { ReportInput } from '../input.ts';
import { mdList, mdTable, mdText } from '../markdown.ts';
import { limitsOf } from '../section/making.ts';

/** What the gate decided; nothing where the model has not stood before it. */
export function decided({ decision }: ReportInput): string[] {
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
      ? [
          `Gain in ROC AUC ${signedInterval(gains.rocAuc, 4)}, in Brier score ${signedInterval(gains.brier, 4)}; above 0 is better.`,
        ]
      : []),
    ...(blastRadius
      ? [
          `Of ${count(blastRadius.compared)} current customers compared, ${percent(blastRadius.changedTierShare)} would change tier; ${count(blastRadius.newHigh)} would newly be at high risk.`,
        ]
      : []),
  ];
}

/** What the model can do to people, and what is done about it. */
export function ethics({ metrics, profile }: ReportInput): string[] {
  const all = everyOne(metrics);
  const worseOff = (metrics.fairness ?? []).filter((one) =>
    checkFairness(one, all).some((finding) => disadvantages.has(finding)),
  ).length;
  const people = profile.excluded.filter(({ code }) => code === 'person').map(({ column }) => mdText(column));
  return [
    '## Ethical considerations',
    mdList([
      'People: a score is about a person. Keep it no longer than needed, show it only to those who act on it, and erase it when asked: Mainstay erases a customer from records, files and training data alike.',
      `Personal data left out of the model: ${people.length > 0 ? people.join(', ') : 'the profile marks none; look through the features for any that should not decide'}`,
      `Groups: ${metrics.fairness ? `${worseOff} of ${metrics.fairness.length} may be worse off in some figure, see “Fairness”` : 'fairness was not measured for this model'}. A feature can stand for one that was left out.`,
      'Harm: an unwelcome contact, an offer that only those at risk get, or money withheld from loyal customers. A contact should be welcome: respect objections and contact limits.',
      'Feedback: contacted customers are no longer what they would have been. Leave some alone on purpose, and tag who was contacted, or the next model learns from the work of this one.',
    ]),
  ];
}

/** What every reader should know before relying on the model. */
export function caveats(input: ReportInput): string[] {
  return [
    '## Caveats and recommendations',
    mdList([...cautionsOf(input).map(({ words }) => mdText(words.en)), ...limitsOf(input).map(({ en }) => mdText(en))]),
  ];
}
