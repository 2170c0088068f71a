import { evaluationData, factors, trainingData } from './card/data.ts';
import { intendedUse, modelDetails, reproduction } from './card/details.ts';
import { analyses, fairness, groups, measures } from './card/figures.ts';
import { caveats, decided, ethics } from './card/judgement.ts';
import type { ReportInput } from './input.ts';
import { mdText } from './markdown.ts';

/** Sections of a model card in their usual order, then what only Mainstay adds. */
const sections: readonly ((input: ReportInput) => readonly string[])[] = [
  modelDetails,
  intendedUse,
  factors,
  measures,
  evaluationData,
  trainingData,
  analyses,
  groups,
  fairness,
  ethics,
  caveats,
  decided,
  reproduction,
];

/**
 * The bundle's `card.md`: a model card after Mitchell et al. (2019), "Model Cards for Model Reporting", in Markdown.
 * Text from a customer's data is escaped, so that it can neither format nor link.
 *
 * @returns the whole document; equal input gives an equal text
 */
export function renderCard(input: ReportInput): string {
  const blocks = [`# Model card: ${mdText(input.profile.title.en)}`, ...sections.flatMap((section) => section(input))];
  return `${blocks.join('\n\n')}\n`;
}
