import { money, percent } from '../format.ts';
import { type ContactPoint, chooseContacts, priced, type TeamNumbers } from './profit-choice.ts';

/** What the fields hold, as typed: percent for the shares. */
export interface Typed {
  readonly cost: string;
  readonly success: string;
  readonly value: string;
  readonly capacity: string;
}

/** What the chooser shows: which sentences, the figures in them, and the line. */
export interface ChooserView {
  /** `wrong`: a field holds no number that can be used; `none-pays`: contacting nobody is best. */
  readonly state: 'pays' | 'none-pays' | 'wrong';
  /** Figures by the name of their place in the sentences. */
  readonly slots: Readonly<Record<string, string>>;
  /** The profit by share contacted, and where the choice lies, in the box's coordinates. */
  readonly line: string;
  readonly mark: { readonly x: number; readonly y: number };
  /** Height at which profit is nothing. */
  readonly zero: number;
}

/** The drawing's inner box, pixels. */
export const box = { left: 6, right: 320, top: 20, bottom: 170 } as const;

/** Works the fields out; undefined where one is empty, no number, or out of its range. */
export function teamNumbersOf({ cost, success, value, capacity }: Typed): TeamNumbers | undefined {
  const [contactCost, successRate, valueSaved, capacityShare] = [
    numberOf(cost),
    numberOf(success) / 100,
    numberOf(value),
    numberOf(capacity) / 100,
  ];
  const fine =
    contactCost >= 0 &&
    successRate > 0 &&
    successRate <= 1 &&
    valueSaved > 0 &&
    capacityShare > 0 &&
    capacityShare <= 1;
  return fine && Number.isFinite(contactCost) && Number.isFinite(valueSaved)
    ? { contactCost, successRate, valueSaved, capacityShare }
    : undefined;
}

/** All that the chooser shows for what was typed; the page's script and the report's writer both show exactly this. */
export function chooserView(typed: Typed, points: readonly ContactPoint[], currency: string): ChooserView {
  const numbers = teamNumbersOf(typed);
  if (!numbers) return { state: 'wrong', slots: {}, line: '', mark: { x: box.left, y: box.bottom }, zero: box.bottom };
  const { planned, atRandom, best, breakEven } = chooseContacts(points, numbers);
  const asMoney = (amount: number): string => money(Math.round(amount), currency);
  const curve = points.map((point) => priced(point, numbers));
  const profits = curve.map((point) => point.profit);
  const [low, high] = [Math.min(0, ...profits), Math.max(0, ...profits)];
  const x = (share: number): number => tenth(box.left + share * (box.right - box.left));
  const y = (profit: number): number =>
    tenth(box.bottom - ((profit - low) / Math.max(high - low, 1e-9)) * (box.bottom - box.top));
  return {
    state: planned.share > 0 ? 'pays' : 'none-pays',
    slots: {
      share: percent(planned.share),
      threshold: percent(planned.threshold),
      recall: percent(planned.recall),
      profit: asMoney(planned.profit),
      low: asMoney(planned.low),
      high: asMoney(planned.high),
      random: asMoney(atRandom),
      bestShare: percent(best.share),
      bestProfit: asMoney(best.profit),
      breakEven: percent(breakEven),
      top: asMoney(high),
    },
    line: curve.map((point, at) => `${at === 0 ? 'M' : 'L'}${x(point.share)} ${y(point.profit)}`).join(''),
    mark: { x: x(planned.share), y: y(planned.profit) },
    zero: y(0),
  };
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
