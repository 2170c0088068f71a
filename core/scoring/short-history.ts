import { z } from 'zod';
import { PastScore } from './customer-record.ts';
import { tiers } from './score.ts';

const Short = z
  .tuple([z.string(), z.string(), z.string(), PastScore.shape.probability, z.int().min(0).max(2)])
  .transform(([scoreId, scoredAt, modelVersion, probability, tier]): PastScore => {
    return { scoreId, scoredAt, modelVersion, probability, tier: tiers[tier]! };
  });

/** A history as {@link shortHistory} makes it, or with names, as earlier versions wrote it. */
export const ShortHistory = z.array(z.union([Short, PastScore]));

/** A history without names, for keeping. */
export function shortHistory(history: readonly PastScore[]): z.input<typeof Short>[] {
  return history.map(({ scoreId, scoredAt, modelVersion, probability, tier }) => [
    scoreId,
    scoredAt,
    modelVersion,
    probability,
    tiers.indexOf(tier),
  ]);
}
