import type { FeatureColumn } from '../../intake/column-batch.ts';
import { csvField, spreadsheetText } from '../../intake/csv-writer.ts';
import { minorDigits } from '../../profile/money.ts';
import type { Language } from '../../profile/profile.ts';
import type { Engine } from '../engine.ts';
import { formatNumber } from '../format-value.ts';
import { reasonWords } from '../reason-words.ts';
import { tiers } from '../score.ts';
import type { ScoreFileOptions } from '../score-file.ts';
import type { ColumnScorer, ScoredColumns } from './column-scorer.ts';
import { pickTop } from './pick-reasons.ts';

const encoder = new TextEncoder();

/** A cell as it stands in a score file. */
const cellOf = (text: string): Uint8Array => encoder.encode(csvField(spreadsheetText(text)));

const comma = 44;
const lineFeed = 10;
const point = 46;
const zero = 48;

/** Most texts that are remembered of a feature. */
const mostRemembered = 20_000;

/** The reasons of one feature as cells, by what they say. */
function reasonCells(
  { wording }: Engine,
  place: number,
  language: Language,
): (column: FeatureColumn, row: number, contribution: number) => Uint8Array {
  const { feature, typical } = wording.features[place]!;
  const known = { raises: new Map<string | number, Uint8Array>(), lowers: new Map<string | number, Uint8Array>() };
  return (column, row, contribution) => {
    const direction = contribution > 0 ? 'raises' : 'lowers';
    const cells = known[direction];
    let value: number | string | null;
    let key: string | number;
    if (column.kind === 'category') {
      value = column.words[column.codes[row]!] ?? null;
      key = value === null ? '' : `=${value}`;
    } else {
      const number = column.values[row]!;
      value = Number.isNaN(number) ? null : number;
      // A number that is the typical one is worded in another way than one that only looks like it.
      key = value === null ? '' : number === typical ? '=' : asShown(number);
    }
    let cell = cells.get(key);
    if (cell === undefined) {
      if (cells.size >= mostRemembered) cells.clear();
      cell = cellOf(reasonWords(feature, value, typical, direction)[language]);
      cells.set(key, cell);
    }
    return cell;
  };
}

/** The same for numbers that are shown alike: hundredths of the usual size as a number, all others as they are shown. */
function asShown(value: number): string | number {
  const size = Math.abs(value);
  if (value === 0) return 0;
  if (size < 0.1 || size >= 1000) return formatNumber(value);
  const hundredths = size * 100;
  const whole = Math.floor(hundredths);
  const rest = hundredths - whole;
  if (Math.abs(rest - 0.5) < 1e-6) return formatNumber(value);
  const shown = rest > 0.5 ? whole + 1 : whole;
  return value < 0 ? -shown : shown;
}

/** Writes lines of a score file as UTF-8: those of `scoreFileWriter`, many times faster. */
export function createScoreLines(
  { engine }: Pick<ColumnScorer, 'engine'>,
  { reasons, language }: ScoreFileOptions,
): (scored: ScoredColumns) => Uint8Array {
  const { profile } = engine;
  const digits = minorDigits(profile.currency);
  const [tierCells, playCells] = [tiers.map(cellOf), profile.plays.map(({ title }) => cellOf(title[language]))];
  const currency = cellOf(profile.currency);
  const reasonsOf = engine.features.map((_, place) => reasonCells(engine, place, language));
  const width = engine.features.length;
  const top = new Int16Array(reasons);
  let out = new Uint8Array(1 << 16);
  let at = 0;

  const makeRoom = (bytes: number): void => {
    if (at + bytes <= out.length) return;
    const larger = new Uint8Array(Math.max(2 * out.length, at + bytes));
    larger.set(out.subarray(0, at));
    out = larger;
  };
  const put = (cell: Uint8Array): void => {
    makeRoom(cell.length + 64);
    out.set(cell, at);
    at += cell.length;
  };
  const putText = (text: string): void => {
    makeRoom(3 * text.length + 64);
    at += encoder.encodeInto(text, out.subarray(at)).written;
  };
  const putId = (id: string): void => {
    if (!isPlain(id)) return put(cellOf(id));
    makeRoom(id.length + 64);
    for (let i = 0; i < id.length; i++) out[at++] = id.charCodeAt(i);
  };
  /** A whole number of 0 or more, a point before its last places. */
  const putDecimal = (whole: number, places: number): void => {
    let end = at + 1;
    for (let bound = 10; bound <= whole; bound *= 10) end++;
    if (end - at < places + 1) end = at + places + 1;
    if (places > 0) end++;
    let rest = whole;
    let left = places;
    for (let to = end - 1; to >= at; to--) {
      if (left === 0 && places > 0) {
        out[to] = point;
        left = -1;
        continue;
      }
      const next = Math.floor(rest / 10);
      out[to] = zero + (rest - 10 * next);
      rest = next;
      left--;
    }
    at = end;
  };
  /** As `toFixed`: a figure so near to the middle that its last digit hangs on bits behind is left to that. */
  const putFixed = (figure: number, places: number): void => {
    const scaled = figure * 10 ** places;
    const whole = Math.floor(scaled);
    const rest = scaled - whole;
    if (scaled >= 1e12 || scaled < 0 || Math.abs(rest - 0.5) < 1e-3) return putText(figure.toFixed(places));
    makeRoom(64);
    putDecimal(rest > 0.5 ? whole + 1 : whole, places);
  };
  const putMoney = (minor: number): void => {
    if (minor >= 1e12) return putText((minor / 10 ** digits).toFixed(digits));
    makeRoom(64);
    putDecimal(minor, digits);
  };

  return (scored) => {
    const { batch, count, probability, tier, percentile, valueAtRiskMinor, contributions, play, features } = scored;
    const { rows: warned } = scored.warnings;
    at = 0;
    for (let row = 0, warning = 0; row < count; row++) {
      putId(batch.ids[row]!);
      out[at++] = comma;
      putFixed(probability[row]!, 6);
      out[at++] = comma;
      put(tierCells[tier[row]!]!);
      out[at++] = comma;
      putFixed(percentile[row]!, 1);
      out[at++] = comma;
      const isKnown = !Number.isNaN(valueAtRiskMinor[row]!);
      if (isKnown) putMoney(valueAtRiskMinor[row]!);
      out[at++] = comma;
      if (isKnown) put(currency);
      if (reasons > 0) {
        out[at++] = comma;
        if (play[row] !== -1) put(playCells[play[row]!]!);
        pickTop(contributions, row * width, width, top);
        for (let i = 0; i < reasons; i++) {
          out[at++] = comma;
          const place = top[i]!;
          if (place !== -1) put(reasonsOf[place]!(features[place]!, row, contributions[row * width + place]!));
        }
      }
      out[at++] = comma;
      const firstWarning = warning;
      while (warning < warned.length && warned[warning] === row) warning++;
      putDecimal(warning - firstWarning, 0);
      out[at++] = lineFeed;
    }
    return out.slice(0, at);
  };
}

/** Whether a text needs neither quotes nor an apostrophe: it begins with a letter or a digit, and holds ASCII without marks. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const isWord = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (!isWord && (i === 0 || (code !== 45 && code !== 95 && code !== 46))) return false;
  }
  return text !== '';
}
