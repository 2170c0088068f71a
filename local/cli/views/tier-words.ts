import { type Tier, tiers } from '../../../core/scoring/score.ts';
import { count, percent } from '../output/format.ts';
import type { Style } from '../output/style.ts';

/** "312 high (6.2 %) · 1,204 medium (24.1 %) · 3,484 low (69.7 %)" */
export function tierCountsInWords(counts: Readonly<Record<Tier, number>>, style: Style): string {
  const all = counts.high + counts.medium + counts.low;
  return tiers
    .map(
      (tier) =>
        `${style.tier(tier, `${count(counts[tier])} ${tier}`)} (${percent(all === 0 ? 0 : counts[tier] / all)})`,
    )
    .join(' · ');
}
