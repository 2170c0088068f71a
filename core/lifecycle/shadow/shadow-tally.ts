import { z } from 'zod';
import { type Tier, tiers } from '../../scoring/score.ts';
import { ModelVersion } from '../registry.ts';

const count = z.int().nonnegative();
const Tiers = z.strictObject({ high: count, medium: count, low: count });

/** Bins of the histogram of changes, equal parts of −1 to 1. */
export const changeBins = 20;

/** How two models differed on the customers of a day. Counts alone: who the customers were is not kept. */
export const ShadowTally = z
  .strictObject({
    version: ModelVersion.meta({ description: 'The model that scored silently' }),
    champion: ModelVersion.meta({ description: 'The model whose scores were answered' }),
    day: z.iso.date().meta({ description: 'UTC' }),
    compared: count.meta({ description: 'Scores made by both; a customer counts as often as it was scored' }),
    missed: count.meta({ description: 'Scores that the silent model did not make: it failed, or took too long' }),
    moves: z
      .strictObject({ high: Tiers, medium: Tiers, low: Tiers })
      .meta({ description: 'Compared scores by tier of the champion (outer) and of the silent model (inner)' }),
    changeMillionths: count.meta({ description: 'Sum of the absolute differences of probability, in millionths' }),
    changes: z
      .array(count)
      .length(changeBins)
      .meta({ description: 'Silent minus answered probability, in 20 equal parts of −1 to 1' }),
  })
  .meta({ id: 'ShadowTally' });
export type ShadowTally = z.infer<typeof ShadowTally>;

/** Whose tally, against whom, of which day. */
export type TallyKey = Pick<ShadowTally, 'version' | 'champion' | 'day'>;

export function emptyTally({ version, champion, day }: TallyKey): ShadowTally {
  return {
    version,
    champion,
    day,
    compared: 0,
    missed: 0,
    moves: { high: noOne(), medium: noOne(), low: noOne() },
    changeMillionths: 0,
    changes: Array.from({ length: changeBins }, () => 0),
  };
}

/** Adds one score to a tally. */
export function countInto(
  tally: ShadowTally,
  before: { readonly probability: number; readonly tier: Tier },
  after: { readonly probability: number; readonly tier: Tier },
): void {
  const change = after.probability - before.probability;
  const bin = Math.min(changeBins - 1, Math.floor(((change + 1) / 2) * changeBins));
  tally.compared += 1;
  tally.moves[before.tier][after.tier] += 1;
  tally.changeMillionths += Math.round(Math.abs(change) * 1e6);
  tally.changes[bin]! += 1;
}

/** Both together, under the key of the first. */
export function sumOf(a: ShadowTally, b: ShadowTally): ShadowTally {
  const sum = emptyTally(a);
  sum.compared = a.compared + b.compared;
  sum.missed = a.missed + b.missed;
  sum.changeMillionths = a.changeMillionths + b.changeMillionths;
  for (const from of tiers) for (const to of tiers) sum.moves[from][to] = a.moves[from][to] + b.moves[from][to];
  sum.changes = a.changes.map((scores, bin) => scores + (b.changes[bin] ?? 0));
  return sum;
}

const noOne = () => ({ high: 0, medium: 0, low: 0 });
