import type { Language } from '../../../core/profile/profile.ts';
import type { Score } from '../../../core/scoring/score.ts';
import { money, percent } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { facts, table } from '../output/table.ts';
import { printable, shorten } from '../output/text-width.ts';

/** Customers to act on as a table: who, how likely, what is at stake, why, what to do. */
export function topCustomersView(scores: readonly Score[], language: Language, style: Style): string {
  return table(
    scores,
    [
      { title: 'customer', cell: ({ customerId }) => shorten(printable(customerId), 24) },
      { title: 'risk', cell: ({ probability }) => percent(probability, 0), align: 'right' },
      { title: 'tier', cell: ({ tier }) => style.tier(tier) },
      { title: 'at stake', cell: ({ valueAtRisk }) => (valueAtRisk ? money(valueAtRisk) : '–'), align: 'right' },
      { title: 'mostly because', cell: (score) => shorten(printable(mainReason(score, language)), 60) },
      { title: 'play', cell: ({ play }) => (play ? shorten(printable(play.title[language]), 34) : '–') },
    ],
    style.faint,
  );
}

/** One score in full: figures, all reasons in words by size, what to do. */
export function scoreView(score: Score, language: Language, style: Style): string {
  const { valueAtRisk, play, reasons, warnings } = score;
  const largest = Math.max(...reasons.map(({ contribution }) => Math.abs(contribution)), Number.MIN_VALUE);
  const reasonLines = reasons.map(({ contribution, text, changeable }) => {
    const bar = '█'.repeat(Math.max(1, Math.round((Math.abs(contribution) / largest) * 12))).padEnd(12);
    const sign = contribution > 0 ? '▲' : '▼';
    const mark = changeable ? style.faint(' (changeable)') : '';
    const drawn = contribution > 0 ? style.bad(`${sign} ${bar}`) : style.good(`${sign} ${bar}`);
    return `  ${drawn}  ${printable(text[language])}${mark}`;
  });
  return [
    facts([
      ['customer', style.bold(printable(score.customerId))],
      [
        'risk',
        `${percent(score.probability)}, ${style.tier(score.tier)}${score.percentile === null ? '' : `; above ${score.percentile.toFixed(0)} % of customers`}`,
      ],
      ['at stake', valueAtRisk ? money(valueAtRisk) : undefined],
      [
        'play',
        play
          ? [play.title[language], play.steps?.[language]]
              .filter(Boolean)
              .map((line) => printable(line ?? ''))
              .join('\n')
          : undefined,
      ],
    ]),
    '',
    ...(reasons.length > 0
      ? [`What raises ${style.bad('▲')} and lowers ${style.good('▼')} the risk, largest first:`, ...reasonLines]
      : []),
    ...(warnings.length > 0 ? ['', ...warnings.map(({ text }) => `! ${printable(text[language])}`)] : []),
  ].join('\n');
}

function mainReason({ reasons }: Score, language: Language): string {
  const reason = reasons.find(({ direction }) => direction === 'raises') ?? reasons[0];
  return reason?.text[language] ?? '–';
}
