import { z } from 'zod';
import { PastScore } from '../../../core/scoring/customer-record.ts';
import { tiers } from '../../../core/scoring/score.ts';

const Short = z
  .tuple([z.string(), z.string(), z.string(), PastScore.shape.probability, z.int().min(0).max(2)])
  .transform(([scoreId, scoredAt, modelVersion, probability, tier]): PastScore => {
    return { scoreId, scoredAt, modelVersion, probability, tier: tiers[tier]! };
  });
const History = z.array(z.union([Short, PastScore]));

/** A history as text, without names. */
export function writeHistory(history: readonly PastScore[]): string {
  return JSON.stringify(
    history.map(({ scoreId, scoredAt, modelVersion, probability, tier }) => [
      scoreId,
      scoredAt,
      modelVersion,
      probability,
      tiers.indexOf(tier),
    ]),
  );
}

/** Also reads the histories with names that earlier versions wrote. */
export function readHistory(text: string): PastScore[] {
  return History.parse(JSON.parse(text));
}
