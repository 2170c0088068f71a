import { minorDigits } from '../../profile/money.ts';
import { allocator } from '../../wasm/wasm.ts';
import type { Engine } from '../engine.ts';
import * as at from '../kernel/lines/layout.ts';
import { tiers } from '../score.ts';

/** Rows that the kernel takes at a time; what they hold stays in the cache. */
export const rowsAtOnce = 256;
/** Entries of a category's texts. */
const mostEntries = 100_000 + at.firstEntry;
/** Entries of all features; memory that nothing is written to costs nothing. */
const mostEntriesInAll = 4 * 1024 * 1024;

export type LineParts = Pick<Engine, 'profile' | 'features' | 'wording'>;
export type LinePlaces = ReturnType<typeof placesOf>;

/** Where everything lies in the kernel's memory. */
export function placesOf(width: number, reasons: number, plays: number) {
  const allocate = allocator(at.headPlace);
  const entries = Math.max(at.numberEntries, Math.min(mostEntries, Math.floor(mostEntriesInAll / (2 * width))));
  return {
    entries,
    head: allocate(at.headBytes),
    features: allocate(width * at.featureBytes),
    playCells: allocate(4 * plays),
    tierCells: allocate(4 * tiers.length),
    threeDigits: allocate(4 * 1000),
    wholes: allocate(4 * 1000),
    hundredths: allocate(4 * 100),
    sizes: allocate(8 * reasons),
    plays: allocate(2 * rowsAtOnce),
    idEnds: allocate(4 * rowsAtOnce),
    probability: allocate(8 * rowsAtOnce),
    percentile: allocate(8 * rowsAtOnce),
    risk: allocate(8 * rowsAtOnce),
    tiers: allocate(rowsAtOnce),
    warnings: allocate(2 * rowsAtOnce),
    tops: allocate(2 * reasons * rowsAtOnce),
    cells: allocate(4 * reasons * rowsAtOnce),
    entryPlaces: allocate(4 * reasons * rowsAtOnce),
    numbers: allocate(4 * reasons * rowsAtOnce),
    contributions: allocate(8 * width * rowsAtOnce),
    values: Array.from({ length: width }, () => allocate(8 * rowsAtOnce)),
    remembered: allocate(2 * width * 4 * entries),
    kept: allocate(0),
  };
}

/** Writes a text of up to three ASCII characters, and its length into the fourth byte. */
function writeText(view: DataView, place: number, text: string): void {
  for (let i = 0; i < text.length; i++) view.setUint8(place + i, text.charCodeAt(i));
  view.setUint8(place + 3, text.length);
}

/** Fills the head and the features. */
export function writeHead(
  view: DataView,
  places: LinePlaces,
  { profile, wording, features }: LineParts,
  reasons: number,
): void {
  const words: readonly (readonly [place: number, value: number])[] = [
    [at.headWidth, features.length],
    [at.headReasons, reasons],
    [at.headFeatures, places.features],
    [at.headContributions, places.contributions],
    [at.headPlays, places.plays],
    [at.headPlayCells, places.playCells],
    [at.headTops, places.tops],
    [at.headCells, places.cells],
    [at.headEntries, places.entryPlaces],
    [at.headNumbers, places.numbers],
    [at.headSizes, places.sizes],
    [at.headIdEnds, places.idEnds],
    [at.headProbability, places.probability],
    [at.headPercentile, places.percentile],
    [at.headRisk, places.risk],
    [at.headTiers, places.tiers],
    [at.headTierCells, places.tierCells],
    [at.headWarnings, places.warnings],
    [at.headMinorUnits, 10 ** minorDigits(profile.currency)],
    [at.headMinorDigits, minorDigits(profile.currency)],
    [at.headThreeDigits, places.threeDigits],
    [at.headWholes, places.wholes],
    [at.headHundredths, places.hundredths],
  ];
  for (const [place, value] of words) view.setUint32(places.head + place, value, true);
  for (let number = 0; number < 1000; number++) {
    writeText(view, places.threeDigits + 4 * number, String(number).padStart(3, '0'));
    writeText(view, places.wholes + 4 * number, String(number));
  }
  for (let number = 0; number < 100; number++) {
    writeText(view, places.hundredths + 4 * number, String(number / 100).slice(1));
  }
  for (const [i, { feature, typical }] of wording.features.entries()) {
    const to = places.features + i * at.featureBytes;
    const remembered = places.remembered + 2 * i * 4 * places.entries;
    view.setUint32(to + at.featureIsCategory, feature.kind === 'category' ? 1 : 0, true);
    view.setUint32(to + at.featureValues, places.values[i]!, true);
    view.setUint32(to + at.featureRaises, remembered, true);
    view.setUint32(to + at.featureLowers, remembered + 4 * places.entries, true);
    view.setUint32(to + at.featureEntries, feature.kind === 'category' ? places.entries : at.numberEntries, true);
    view.setFloat64(to + at.featureTypical, typeof typical === 'number' ? typical : Number.NaN, true);
  }
}
