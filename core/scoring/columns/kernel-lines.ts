import type { FeatureColumn } from '../../intake/column-batch.ts';
import { growTo } from '../../wasm/wasm.ts';
import * as at from '../kernel/lines/layout.ts';
import { instantiateLines } from '../kernel/lines/lines-module.ts';
import { tiers } from '../score.ts';
import type { ScoreFileOptions } from '../score-file.ts';
import { IdCells } from './id-cells.ts';
import { type LineParts, placesOf, rowsAtOnce, writeHead } from './lines-memory.ts';
import { createPlainLines, type LineColumns, type WriteLines } from './plain-lines.ts';
import { cellOf, mostCellBytes, ReasonCells } from './reason-cells.ts';

/** Longer cells are measured before there is made room for them. */
const mostUsualBytes = 512;

/** For cells that are learned while the lines of a batch are written, bytes. */
const roomForCells = 1 << 20;

/** Bytes that a part of a cell takes in the kernel's memory. */
const roomOf = (part: Uint8Array): number => at.partBytes + 4 * Math.ceil(part.length / 4);

/** Where lines may begin behind cells; memory in between that nothing is written to costs nothing. */
function placeOfLines(endOfCells: number): number {
  return 64 * Math.ceil((endOfCells + roomForCells) / 64);
}

/**
 * Writes lines by the kernel, byte for byte those of `createPlainLines`.
 *
 * @param mostBytes - of cells to remember
 * @returns undefined where WebAssembly with SIMD is missing
 */
export function createKernelLines(
  engine: LineParts,
  options: ScoreFileOptions,
  mostBytes = mostCellBytes,
): WriteLines | undefined {
  const kernel = instantiateLines();
  if (kernel === undefined) return undefined;
  const { reasons, language } = options;
  const { memory } = kernel;
  const width = engine.features.length;
  const plays = engine.profile.plays.map(({ title }) => cellOf(title[language]));
  const places = placesOf(width, reasons, plays.length);
  growTo(memory, places.kept);
  writeHead(new DataView(memory.buffer), places, engine, reasons);
  let end = places.kept;
  let longestCell = 0;
  /** Where the lines at hand begin: behind all cells, and far enough that those that are learned meanwhile have room. */
  let linesAt = placeOfLines(end);
  let written = 0;

  /** Moves what is written of the lines out of the way of cells. */
  const moveLines = (to: number): void => {
    growTo(memory, to + written);
    new Uint8Array(memory.buffer).copyWithin(to, linesAt, linesAt + written);
    linesAt = to;
  };
  const keep = (parts: readonly Uint8Array[]): number => {
    const place = end;
    end += at.cellFirstPart + parts.reduce((bytes, part) => bytes + roomOf(part), 0);
    if (end + at.copyBytes > linesAt) moveLines(placeOfLines(end));
    growTo(memory, end + at.copyBytes);
    const words = new Uint32Array(memory.buffer);
    const length = parts.reduce((bytes, part) => bytes + part.length, (parts.length - 1) * at.numberBytes);
    words[(place + at.cellLength) >> 2] = length;
    words[(place + at.cellParts) >> 2] = parts.length;
    let next = place + at.cellFirstPart;
    for (const part of parts) {
      words[next >> 2] = part.length;
      new Uint8Array(memory.buffer).set(part, next + at.partBytes);
      next += roomOf(part);
    }
    if (length > longestCell) longestCell = length;
    return place;
  };
  const cells = new ReasonCells(engine, language, (cell) => keep([cell]));
  const keepAll = (some: readonly Uint8Array[], place: number): void => {
    for (const [i, cell] of some.entries()) {
      const kept = keep([cell]);
      new Uint32Array(memory.buffer)[(place >> 2) + i] = kept;
    }
  };
  /** Cells that there always are. */
  const keepCommon = (): void => {
    keepAll(plays, places.playCells);
    keepAll(tiers.map(cellOf), places.tierCells);
    keepAll([cellOf(engine.profile.currency)], places.head + at.headCurrency);
  };
  keepCommon();

  const forget = (): void => {
    cells.clear();
    new Uint8Array(memory.buffer, places.remembered, places.kept - places.remembered).fill(0);
    end = places.kept;
    longestCell = 0;
    keepCommon();
  };

  /** The words that codes stood for when cells were last remembered by them. */
  const words: (readonly string[] | undefined)[] = [];
  const forgetOtherWords = (features: readonly FeatureColumn[]): void => {
    for (const [i, column] of features.entries()) {
      if (column.kind !== 'category' || column.words === words[i]) continue;
      const before = words[i] ?? [];
      words[i] = column.words;
      const same = before.findIndex((word, code) => word !== column.words[code]);
      if (same === -1) continue;
      const [start, stop] = [same, before.length].map((code) => Math.min(places.entries, at.firstEntry + code));
      const raises = (places.remembered >> 2) + 2 * i * places.entries;
      const entries = new Uint32Array(memory.buffer);
      entries.fill(0, raises + start!, raises + stop!);
      entries.fill(0, raises + places.entries + start!, raises + places.entries + stop!);
    }
  };

  const putFigures = ({ probability, percentile, valueAtRiskMinor, tier }: LineColumns, from: number, to: number) => {
    const doubles = new Float64Array(memory.buffer);
    doubles.set(probability.subarray(from, to), places.probability >> 3);
    doubles.set(percentile.subarray(from, to), places.percentile >> 3);
    doubles.set(valueAtRiskMinor.subarray(from, to), places.risk >> 3);
    new Uint8Array(memory.buffer).set(tier.subarray(from, to), places.tiers);
  };
  const putReasons = ({ contributions, features, play }: LineColumns, from: number, to: number): void => {
    const { buffer } = memory;
    new Int16Array(buffer).set(play.subarray(from, to), places.plays >> 1);
    const doubles = new Float64Array(buffer);
    const longs = new Int32Array(buffer);
    doubles.set(contributions.subarray(width * from, width * to), places.contributions >> 3);
    for (let i = 0; i < features.length; i++) {
      const column = features[i]!;
      const place = places.values[i]!;
      if (column.kind === 'number') doubles.set(column.values.subarray(from, to), place >> 3);
      else longs.set(column.codes.subarray(from, to), place >> 2);
    }
  };
  /** Counts the warnings of rows. @param first - of those that are of these rows, or later ones @returns the next of them */
  const putWarnings = ({ warnings: { rows } }: LineColumns, first: number, from: number, to: number): number => {
    const counts = new Uint16Array(memory.buffer, places.warnings, to - from).fill(0);
    let next = first;
    for (; next < rows.length && rows[next]! < to; next++) counts[rows[next]! - from]! += 1;
    return next;
  };

  /** A cell that the kernel does not know. @param entry - where it is to be remembered, 0 for nowhere */
  const word = (feature: number, column: FeatureColumn, row: number, contribution: number, entry: number): number => {
    const which = entry === 0 ? 0 : ((entry - places.remembered) >> 2) % places.entries;
    const digit = which - at.firstEntryOfDigit;
    if (column.kind === 'number' && digit >= 0) {
      const around = cells.partsAround(feature, column.values[row]!, contribution, digit % 10, digit >= 10);
      if (around === undefined) return cells.find(feature, column, row, contribution); // of this number alone
      return remember(entry, keep(around));
    }
    return remember(entry, cells.find(feature, column, row, contribution));
  };
  const remember = (entry: number, cell: number): number => {
    if (entry !== 0) new Uint32Array(memory.buffer)[entry >> 2] = cell;
    return cell;
  };

  /** Has the cells worded that the kernel does not know. */
  const learn = ({ contributions, features }: LineColumns, from: number, to: number): void => {
    let all = new Uint32Array(memory.buffer);
    let tops = new Int16Array(memory.buffer, places.tops, (to - from) * reasons);
    const first = places.cells >> 2;
    for (let i = 0; i < (to - from) * reasons; i++) {
      if (all[first + i] !== at.unknownCell) continue;
      const row = from + Math.floor(i / reasons);
      const place = tops[i]!;
      const entry = all[(places.entryPlaces >> 2) + i]!;
      const known = entry === 0 ? 0 : all[entry >> 2]!; // learned for a row before
      const cell = known === 0 ? word(place, features[place]!, row, contributions[row * width + place]!, entry) : known;
      if (all.length === 0) {
        all = new Uint32Array(memory.buffer); // the memory has grown
        tops = new Int16Array(memory.buffer, places.tops, (to - from) * reasons);
      }
      all[first + i] = cell;
    }
  };

  const idCells = new IdCells();
  let plain: WriteLines | undefined;
  /** Writes some rows behind what is written. @returns false where the kernel cannot */
  const writeRows = (scored: LineColumns, from: number, to: number): boolean => {
    const rows = to - from;
    const ids = idCells.gather(scored.batch, from, to);
    putFigures(scored, from, to);
    if (reasons > 0) {
      putReasons(scored, from, to);
      if (kernel.find(places.head, rows) > 0) learn(scored, from, to);
    }
    const texts =
      longestCell > mostUsualBytes ? kernel.measure(places.head, rows) : rows * (reasons + 1) * (longestCell + 1);
    const most = ids.bytes.length + rows * (at.figuresBytes + 2 * longestCell) + texts;
    const out = linesAt + written;
    const idsAt = out + most + at.copyBytes;
    growTo(memory, idsAt + ids.bytes.length + at.copyBytes);
    const { buffer } = memory;
    new Uint32Array(buffer)[(places.head + at.headIds) >> 2] = idsAt;
    new Uint8Array(buffer).set(ids.bytes, idsAt);
    new Uint32Array(buffer).set(ids.ends, places.idEnds >> 2);
    const behind = kernel.write(places.head, rows, out);
    if (behind === 0) return false;
    written += behind - out;
    return true;
  };

  return (scored) => {
    const { count, features } = scored;
    forgetOtherWords(features);
    written = 0;
    linesAt = placeOfLines(end);
    let warning = 0;
    for (let from = 0; from < count; from += rowsAtOnce) {
      const to = Math.min(count, from + rowsAtOnce);
      if (end - places.kept > mostBytes) forget();
      warning = putWarnings(scored, warning, from, to);
      if (!writeRows(scored, from, to)) {
        plain ??= createPlainLines(engine, options);
        return plain(scored);
      }
    }
    return new Uint8Array(memory.buffer, linesAt, written);
  };
}
