import { scaleLinear } from 'd3-scale';
import type { BlastRadius } from '../../gate/gate-decision.ts';
import { count } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Tier, tierNames, tiers } from '../tier-words.ts';
import { bar, label, round, svg } from './svg.ts';

type Moves = BlastRadius['moves'];

const gap = 26;
const barWidth = 14;

/** Customers by tier now (left) and after (right); ribbons are as high as the customers that they stand for. */
export function drawTierMoves(moves: Moves, description: string, width: number): Html {
  const [top, height] = [30, width < 480 ? 220 : 250];
  const compared = sum(tiers.map((from) => rowSum(moves, from)));
  const tall = scaleLinear([0, Math.max(1, compared)], [0, height - 2 * gap]);
  const names = width < 480 ? 92 : 130;
  const [left, right] = [names, width - names];
  const before = places((tier) => rowSum(moves, tier), tall, top);
  const after = places((tier) => sum(tiers.map((from) => moves[from][tier])), tall, top);
  const [used, taken] = [new Map<Tier, number>(), new Map<Tier, number>()];
  const ribbons = tiers.flatMap((from) =>
    tiers.map((to) => {
      const size = tall(moves[from][to]);
      const y0 = before[from].top + (used.get(from) ?? 0);
      const y1 = after[to].top + (taken.get(to) ?? 0);
      used.set(from, (used.get(from) ?? 0) + size);
      taken.set(to, (taken.get(to) ?? 0) + size);
      const title = `${tierNames[from].en} → ${tierNames[to].en}: ${count(moves[from][to])}`;
      return (
        moves[from][to] > 0 &&
        ribbon(
          { x0: left + barWidth, x1: right - barWidth, y0, y1, size },
          from === to ? 'ribbon-stay' : 'ribbon-move',
          title,
        )
      );
    }),
  );
  return svg(
    width,
    top + height + 6,
    description,
    label(left + barWidth, 14, { en: 'Now', ko: '현재' }, { anchor: 'end', className: 'axis-title' }),
    label(right - barWidth, 14, { en: 'After', ko: '이후' }, { className: 'axis-title' }),
    ribbons,
    tiers.map((tier) => [
      end(before[tier], tier, { left, right: left + barWidth }, left - 8, 'end'),
      end(after[tier], tier, { left: right - barWidth, right }, right + 8, 'start'),
    ]),
  );
}

interface Place {
  readonly customers: number;
  readonly top: number;
  readonly bottom: number;
}

function places(sizeOf: (tier: Tier) => number, tall: (size: number) => number, top: number): Record<Tier, Place> {
  let from = top;
  const next = (tier: Tier): Place => {
    const place = { customers: sizeOf(tier), top: from, bottom: from + tall(sizeOf(tier)) };
    from = place.bottom + gap;
    return place;
  };
  return { high: next('high'), medium: next('medium'), low: next('low') };
}

function end(
  { customers, top, bottom }: Place,
  tier: Tier,
  sides: { readonly left: number; readonly right: number },
  at: number,
  anchor: 'start' | 'end',
): Html {
  const { en, ko } = tierNames[tier];
  const middle = (top + bottom) / 2 + 4;
  return html`${bar({ ...sides, top, bottom: Math.max(bottom, top + 1) }, 'bar-model')}${label(at, middle, { en: `${en} ${count(customers)}`, ko: `${ko} ${count(customers)}` }, { anchor })}`;
}

interface Ribbon {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  readonly size: number;
}

function ribbon({ x0, x1, y0, y1, size }: Ribbon, className: string, title: string): Html {
  const [a, b, middle] = [round(x0), round(x1), round((x0 + x1) / 2)];
  const [from, to] = [round(y0), round(y1)];
  const [fromEnd, toEnd] = [round(y0 + size), round(y1 + size)];
  const d = `M${a} ${from}C${middle} ${from} ${middle} ${to} ${b} ${to}V${toEnd}C${middle} ${toEnd} ${middle} ${fromEnd} ${a} ${fromEnd}Z`;
  return html`<path d="${d}" class="${className}"><title>${title}</title></path>`;
}

function rowSum(moves: Moves, from: Tier): number {
  return sum(tiers.map((to) => moves[from][to]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
