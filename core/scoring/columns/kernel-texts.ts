import type { FeatureColumn } from '../../intake/column-batch.ts';
import type { Language } from '../../profile/profile.ts';
import { growTo } from '../../wasm/wasm.ts';
import type { Engine } from '../engine.ts';
import * as at from '../kernel/wording/layout.ts';
import { instantiateWording } from '../kernel/wording/wording-module.ts';
import { cellOf, mostCellBytes, ReasonCells } from './reason-cells.ts';
import type { PutReasons, ReasonColumns } from './reason-texts.ts';

/** Rows that the kernel takes at a time; what they hold stays in the cache. */
const rowsAtOnce = 256;
/** Hundredths below 1,000, with what else has an entry. */
const mostEntries = 100_001 + at.firstEntry;
/** Entries of all features; memory that nothing is written to costs nothing. */
const mostEntriesInAll = 4 * 1024 * 1024;

type Parts = Pick<Engine, 'profile' | 'features' | 'wording'>;
type Places = ReturnType<typeof placesOf>;

/** Where everything lies in the kernel's memory. */
function placesOf(width: number, reasons: number, plays: number) {
  let next = at.headPlace;
  const allocate = (bytes: number): number => {
    const place = Math.ceil(next / 64) * 64;
    next = place + bytes;
    return place;
  };
  const entries = Math.min(mostEntries, Math.floor(mostEntriesInAll / (2 * width)));
  return {
    entries,
    head: allocate(at.headBytes),
    features: allocate(width * at.featureBytes),
    playCells: allocate(4 * plays),
    sizes: allocate(8 * reasons),
    plays: allocate(2 * rowsAtOnce),
    gaps: allocate(4 * rowsAtOnce),
    tops: allocate(2 * reasons * rowsAtOnce),
    cells: allocate(4 * reasons * rowsAtOnce),
    entryPlaces: allocate(4 * reasons * rowsAtOnce),
    contributions: allocate(8 * width * rowsAtOnce),
    values: Array.from({ length: width }, () => allocate(8 * rowsAtOnce)),
    remembered: allocate(2 * width * 4 * entries),
    kept: allocate(0),
  };
}

/** Fills the head and the features. */
function writeHead(view: DataView, places: Places, { wording, features }: Parts, reasons: number): void {
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
    [at.headSizes, places.sizes],
    [at.headGaps, places.gaps],
  ];
  for (const [place, value] of words) view.setUint32(places.head + place, value, true);
  for (const [i, { feature, typical }] of wording.features.entries()) {
    const to = places.features + i * at.featureBytes;
    const remembered = places.remembered + 2 * i * 4 * places.entries;
    view.setUint32(to + at.featureIsCategory, feature.kind === 'category' ? 1 : 0, true);
    view.setUint32(to + at.featureValues, places.values[i]!, true);
    view.setUint32(to + at.featureRaises, remembered, true);
    view.setUint32(to + at.featureLowers, remembered + 4 * places.entries, true);
    view.setUint32(to + at.featureEntries, places.entries, true);
    view.setFloat64(to + at.featureTypical, typeof typical === 'number' ? typical : Number.NaN, true);
  }
}

/**
 * Puts the texts of reasons into lines by the kernel, byte for byte those of `createPlainTexts`.
 *
 * @param mostBytes - of cells to remember
 * @returns undefined where WebAssembly with SIMD is missing
 */
export function createKernelTexts(
  engine: Parts,
  reasons: number,
  language: Language,
  mostBytes = mostCellBytes,
): PutReasons | undefined {
  const kernel = instantiateWording();
  if (kernel === undefined) return undefined;
  const { memory } = kernel;
  const width = engine.features.length;
  const plays = engine.profile.plays.map(({ title }) => cellOf(title[language]));
  const places = placesOf(width, reasons, plays.length);
  growTo(memory, places.kept);
  writeHead(new DataView(memory.buffer), places, engine, reasons);
  let end = places.kept;

  const keep = (cell: Uint8Array): number => {
    const place = Math.ceil(end / 4) * 4;
    end = place + at.cellBytes + cell.length;
    growTo(memory, end + at.copyBytes);
    new Uint32Array(memory.buffer)[place >> 2] = cell.length;
    new Uint8Array(memory.buffer).set(cell, place + at.cellBytes);
    return place;
  };
  const cells = new ReasonCells(engine, language, keep);
  const keepPlays = (): void => {
    for (const [i, play] of plays.entries()) {
      const place = keep(play);
      new Uint32Array(memory.buffer)[(places.playCells >> 2) + i] = place;
    }
  };
  keepPlays();

  const forget = (): void => {
    cells.clear();
    new Uint8Array(memory.buffer, places.remembered, places.kept - places.remembered).fill(0);
    end = places.kept;
    keepPlays();
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

  const putRows = ({ contributions, features, play }: ReasonColumns, from: number, to: number): void => {
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

  /** Has the cells worded that the kernel does not know. */
  const learn = ({ contributions, features }: ReasonColumns, from: number, to: number): void => {
    let all = new Uint32Array(memory.buffer);
    let tops = new Int16Array(memory.buffer, places.tops, (to - from) * reasons);
    const first = places.cells >> 2;
    for (let i = 0; i < (to - from) * reasons; i++) {
      if (all[first + i] !== at.unknownCell) continue;
      const row = from + Math.floor(i / reasons);
      const place = tops[i]!;
      const cell = cells.find(place, features[place]!, row, contributions[row * width + place]!);
      if (all.length === 0) {
        all = new Uint32Array(memory.buffer); // the memory has grown
        tops = new Int16Array(memory.buffer, places.tops, (to - from) * reasons);
      }
      const entry = all[(places.entryPlaces >> 2) + i]!;
      if (entry !== 0) all[entry >> 2] = cell;
      all[first + i] = cell;
    }
  };

  let bytes: Uint8Array = new Uint8Array(1 << 16);
  let written = 0;
  /** Makes room for so many more bytes. */
  const makeRoom = (more: number): void => {
    if (written + more <= bytes.length) return;
    const larger = new Uint8Array(2 * (written + more));
    larger.set(bytes.subarray(0, written));
    bytes = larger;
  };

  return (scored, lines) => {
    const { count, features } = scored;
    forgetOtherWords(features);
    written = 0;
    let read = 0;
    for (let from = 0; from < count; from += rowsAtOnce) {
      const to = Math.min(count, from + rowsAtOnce);
      const rows = to - from;
      if (end - places.kept > mostBytes) forget();
      putRows(scored, from, to);
      if (kernel.find(places.head, rows) > 0) learn(scored, from, to);
      const open = lines.gaps[to - 1]! - read;
      const start = Math.ceil(end / 4) * 4;
      const out = start + open + at.copyBytes;
      const length = open + kernel.measure(places.head, rows);
      growTo(memory, out + length + at.copyBytes);
      const { buffer } = memory;
      new Uint32Array(buffer)[(places.head + at.headLines) >> 2] = start;
      new Uint8Array(buffer).set(lines.bytes.subarray(read, read + open), start);
      const gaps = new Uint32Array(buffer, places.gaps, rows);
      for (let row = 0; row < rows; row++) gaps[row] = lines.gaps[from + row]! - read;
      kernel.write(places.head, rows, out);
      makeRoom(length);
      bytes.set(new Uint8Array(buffer, out, length), written);
      written += length;
      read += open;
    }
    const rest = lines.bytes.subarray(read, lines.length);
    makeRoom(rest.length);
    bytes.set(rest, written);
    return bytes.subarray(0, written + rest.length);
  };
}
