import { z } from 'zod';
import type { Words } from '../profile/profile.ts';
import { RecordedScore } from './customer-record.ts';
import { externalWarningWords } from './external/external-warnings.ts';
import { createReasons, rankContributions } from './reasons.ts';
import { ChurnProbability, type ScoreWarning, tiers, warningCodes } from './score.ts';
import { warningWords } from './score-warnings.ts';
import type { ScoringSheet } from './scoring-sheet.ts';

/** A {@link RecordedScore} as figures and places in the sheet of its model's version; the customer is told apart. */
export const CompactScore = z.strictObject({
  model: RecordedScore.shape.modelVersion,
  drop: RecordedScore.shape.dropId,
  id: RecordedScore.shape.scoreId,
  at: RecordedScore.shape.scoredAt,
  probability: z.number().min(0).max(1),
  tier: z
    .int()
    .min(0)
    .max(tiers.length - 1),
  percentile: RecordedScore.shape.percentile,
  risk: z.int().nullable().meta({ description: 'Value at risk, minor units' }),
  monthly: RecordedScore.shape.monthlyValueMinor,
  raw: z.number(),
  contributions: z.array(z.number()).meta({ description: '0 where a feature is no reason' }),
  values: z.array(z.union([z.number(), z.string(), z.null()])),
  play: z
    .tuple([z.int().nonnegative(), z.int().min(-1)])
    .nullable()
    .meta({ description: 'Play, and reason or -1' }),
  warnings: z.array(z.tuple([z.int().nonnegative(), z.int().min(-1)])).meta({ description: 'Code, and feature or -1' }),
});
export type CompactScore = z.infer<typeof CompactScore>;

/** Takes scores of one model version apart, and puts them together again. */
export interface ScoreCompactor {
  /** @returns undefined for a score that the sheet would not give back as it is */
  readonly compact: (score: RecordedScore) => CompactScore | undefined;
  /** Reasons are put into words when they are read. */
  readonly expand: (customerId: string, compact: CompactScore) => RecordedScore;
  /** The same with no reason but the one that a list shows; see `summaryOf`. */
  readonly expandForList: (customerId: string, compact: CompactScore) => RecordedScore;
}

/** Both directions, prepared for one sheet: expand(compact(score)) equals the score. */
export function createCompactor(sheet: ScoringSheet): ScoreCompactor {
  const placeOf = new Map(sheet.features.map(({ feature }, place) => [feature.name, place]));
  const playPlaces = new Map(sheet.plays.map(({ id }, place) => [id, place]));
  const reasonsOf = createReasons(sheet.features);

  const placed = (feature: string | null): number | undefined => (feature === null ? -1 : placeOf.get(feature));

  const compact = (score: RecordedScore): CompactScore | undefined => {
    const { features, reasons, play, warnings } = score;
    if (score.bias !== sheet.bias || Object.keys(features).length !== sheet.values.length) return undefined;
    if (score.valueAtRisk && score.valueAtRisk.currency !== sheet.currency) return undefined;
    const contributions = new Float64Array(sheet.reasons === 'none' ? 0 : sheet.features.length);
    const order: number[] = [];
    for (const { feature, contribution } of reasons) {
      const place = placeOf.get(feature);
      if (place === undefined) return undefined;
      contributions[place] = contribution;
      order.push(place);
    }
    const ranked = rankContributions(contributions);
    if (ranked.length !== order.length || ranked.some((place, at) => place !== order[at])) return undefined;
    const values: CompactScore['values'] = [];
    for (const name of sheet.values) {
      const value = features[name];
      if (value === undefined) return undefined;
      values.push(value);
    }
    const playPlace = play ? playPlaces.get(play.id) : -1;
    if (playPlace === undefined) return undefined;
    const because = placed(play?.because ?? null);
    const warned = warnings.map(({ code, feature }) => [warningCodes.indexOf(code), placed(feature)] as const);
    if (because === undefined) return undefined;
    const places: CompactScore['warnings'] = [];
    for (const [code, place] of warned) {
      if (place === undefined) return undefined;
      places.push([code, place]);
    }
    return {
      model: score.modelVersion,
      drop: score.dropId,
      id: score.scoreId,
      at: score.scoredAt,
      probability: score.probability,
      tier: tiers.indexOf(score.tier),
      percentile: score.percentile,
      risk: score.valueAtRisk?.amountMinor ?? null,
      monthly: score.monthlyValueMinor,
      raw: score.raw,
      contributions: Array.from(contributions),
      values,
      play: play ? [playPlace, because] : null,
      warnings: places,
    };
  };

  const expandWith = (
    customerId: string,
    figures: CompactScore,
    rank: (contributions: Float64Array) => readonly number[],
  ): RecordedScore => {
    const features = Object.fromEntries(sheet.values.map((name, place) => [name, figures.values[place] ?? null]));
    const contributions = Float64Array.from(figures.contributions);
    const nameOf = (place: number): string | null => sheet.features[place]?.feature.name ?? null;
    const proposed = figures.play && sheet.plays[figures.play[0]];
    return {
      customerId,
      probability: ChurnProbability.parse(figures.probability),
      tier: tiers[figures.tier] ?? 'low',
      percentile: figures.percentile,
      valueAtRisk: figures.risk === null ? null : { amountMinor: figures.risk, currency: sheet.currency },
      raw: figures.raw,
      bias: sheet.bias,
      reasons: reasonsOf(contributions, rank(contributions), features),
      play: proposed ? { ...proposed, because: nameOf(figures.play?.[1] ?? -1) } : null,
      warnings: figures.warnings.map(([code, place]) => warningOf(sheet, code, place, features)),
      scoreId: figures.id,
      scoredAt: figures.at,
      modelVersion: figures.model,
      dropId: figures.drop,
      features,
      monthlyValueMinor: figures.monthly,
    };
  };

  return {
    compact,
    expand: (customerId, figures) => expandWith(customerId, figures, rankContributions),
    expandForList: (customerId, figures) => expandWith(customerId, figures, topContribution),
  };
}

/** Position of the largest contribution that raises the risk, else of the largest there is. */
function topContribution(contributions: Float64Array): readonly number[] {
  let raising = -1;
  let largest = -1;
  for (let i = 0; i < contributions.length; i++) {
    const contribution = contributions[i]!;
    if (contribution > (contributions[raising] ?? 0)) raising = i;
    if (Math.abs(contribution) > Math.abs(contributions[largest] ?? 0)) largest = i;
  }
  const top = raising < 0 ? largest : raising;
  return top < 0 ? [] : [top];
}

function warningOf(sheet: ScoringSheet, code: number, place: number, features: RecordedScore['features']) {
  const entry = sheet.features[place];
  const name = entry?.feature.name ?? null;
  const known = warningCodes[code] ?? 'no-reasons';
  const text = (): Words => {
    if (!entry || known === 'no-reasons') return externalWarningWords.noReasons;
    const { feature, neverMissing } = entry;
    const value = features[feature.name] ?? null;
    const words = sheet.reasons === 'none' ? externalWarningWords : warningWords;
    if (known === 'missing-value' || value === null) return words.missing(feature.label, neverMissing);
    return known === 'unseen-category' ? words.unseen(feature.label, `${value}`) : warningWords.beyond(feature, value);
  };
  return { code: known, feature: name, text: text() } satisfies ScoreWarning;
}
