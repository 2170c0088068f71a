import { choiceWords } from '../findings/choice-words.ts';
import { horizonWords } from '../findings/horizon-words.ts';
import { moment, roundPercent } from '../format.ts';
import type { ReportInput } from '../input.ts';
import { mdCode, mdList, mdText } from '../markdown.ts';
import { candidateWords } from '../names.ts';

/** Who made the model, when, of what kind, and where questions go. */
export function modelDetails({ version, trainedAt, model, profile, metrics, lineage }: ReportInput): string[] {
  const libraries = Object.entries(model.libraries).map(([name, release]) => mdCode(`${name} ${release}`));
  return [
    '## Model details',
    mdList([
      `Version: ${mdCode(version)}, trained ${moment(trainedAt)}${lineage ? `, started by ${mdText(lineage.by)} (${mdText(lineage.reason)})` : ''}`,
      `Kind: ${candidateWords[model.family].en}, probabilities calibrated (${model.calibration.kind})`,
      `Predicts: the probability that a customer ${horizonWords(profile).en}`,
      `Profile: ${mdCode(profile.name)}, version ${profile.version}`,
      `Chosen because: ${mdText(choiceWords(metrics).en)}`,
      `Made with: Mainstay${lineage ? ` ${mdCode(lineage.code.version)}` : ''}; ${libraries.join(', ')}`,
      'Licence: Mainstay is Apache-2.0; the model and its data belong to whoever trained it',
      'Contact: the team that runs this installation; for what was decided on this model, its entry in the registry and the audit log',
    ]),
  ];
}

/** What the model is for, for whom, and what it must not be used for. */
export function intendedUse({ profile }: ReportInput): string[] {
  const capacity = roundPercent(profile.policy.capacityShare);
  return [
    '## Intended use',
    `To put customers in the order in which a retention team contacts them (its capacity: ${capacity} per cycle), with reasons that a person reads before acting. Intended users: that team, and those who answer for its budget.`,
    'Not for:',
    mdList([
      'refusing, delaying or worsening a service, or setting a price for one person;',
      'decisions about a person without a person;',
      'customers unlike those in the training data (another country, product or kind of contract);',
      'telling what causes people to leave, or what contact achieves.',
    ]),
  ];
}

/** How to get the same model again. */
export function reproduction({ model, metrics, profile, lineage, version }: ReportInput): string[] {
  const command = lineage
    ? `mainstay train --like ${version}`
    : `mainstay train FILE --profile ${profile.name} --seed ${model.seed}`;
  return [
    '## How to make it again',
    mdList([
      `Training data: sha256 ${mdCode(model.trainingData.sha256)}`,
      `Profile: ${mdCode(profile.name)}, sha256 ${mdCode(model.profile.sha256)}`,
      ...(lineage
        ? [
            `Run: ${mdCode(lineage.runId)}; code: ${mdCode(lineage.code.version)}${lineage.code.commit === null ? '' : `, commit ${mdCode(lineage.code.commit)}`}`,
            `Families tried: ${lineage.families.join(', ')}; settings of the run: ${mdCode(JSON.stringify(lineage.settings))}`,
          ]
        : []),
      `Seed: ${model.seed}; folds: ${metrics.split.folds}`,
      `Settings of the model: ${mdCode(JSON.stringify(model.settings))}`,
    ]),
    `Command${lineage ? ', in the home that keeps its parts' : ', with the file of that hash'}: ${mdCode(command)}`,
  ];
}
