import { styleText } from 'node:util';
import type { Tier } from '../../../core/scoring/score.ts';

type Format = Parameters<typeof styleText>[0];
type Paint = (text: string) => string;

/** Colours for one stream: none unless it is a terminal that shows them, nor with NO_COLOR (https://no-color.org). */
export interface Style {
  readonly bold: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly link: Paint;
  readonly tier: (tier: Tier, text?: string) => string;
}

export function styleFor(stream: NodeJS.WriteStream): Style {
  const paint = (format: Format) => (text: string) => styleText(format, text, { stream });
  const tiers = { high: paint(['bold', 'red']), medium: paint('yellow'), low: paint('green') } as const;
  return {
    bold: paint('bold'),
    faint: paint('dim'),
    good: paint('green'),
    bad: paint(['bold', 'red']),
    link: paint(['cyan', 'underline']),
    tier: (tier, text = tier) => tiers[tier](text),
  };
}
