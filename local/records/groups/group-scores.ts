import { z } from 'zod';
import type { CompactScore } from '../../../core/scoring/compact-score.ts';
import { dropScoreId } from '../../../core/scoring/score-id.ts';
import { knownOrNull } from '../../../core/scoring/scored-rows.ts';
import { aligned } from './group.ts';
import { columnBytes, readValue } from './number-column.ts';

/*
 * u32 bytes of the header, u32 rows, u32 columns, u32 contributions per row, u32 warnings; header (JSON); then, each
 * beginning at a multiple of eight: slot of each row (u8, ascending), width of each column (u8), the columns, contributions row
 * by row (f64; f32 where that holds all of them exactly, which the highest bit of their number per row says), and of the
 * warnings their rows (u8), codes (u8) and features (i16). Little-endian.
 */

/** Said with the number of contributions per row. */
export const areSingles = 0x8000_0000;

/** What the scores of a body have in common; words of the categories' columns, null for those of numbers. */
export const GroupHeader = z.object({
  model: z.string(),
  drop: z.string(),
  at: z.string(),
  words: z.array(z.array(z.string()).nullable()),
});
export type GroupHeader = z.infer<typeof GroupHeader>;

/** Columns before those of the values. */
export const ownColumns = [
  'line',
  'probability',
  'raw',
  'percentile',
  'risk',
  'monthly',
  'tier',
  'play',
  'because',
] as const;

export const fixedHeaderBytes = 20;

export function roundedUp(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** Bytes of contributions, up to where what follows begins. */
export function contributionBytes(count: number, inHalf: boolean): number {
  return roundedUp((inHalf ? 4 : 8) * count);
}

/** The scores that a drop has left on a group, as they are kept. */
export class GroupScores {
  readonly header: GroupHeader;
  /** Slot of each row, ascending. */
  readonly slots: Uint8Array;
  readonly #view: DataView;
  readonly #columns: { readonly at: number; readonly width: number }[] = [];
  readonly #contributions: { readonly at: number; readonly count: number; readonly areSingles: boolean };
  readonly #warnings: { readonly at: number; readonly count: number };

  constructor(stored: Uint8Array) {
    const bytes = aligned(stored);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [headerBytes, rows, columns, contributions, warnings] = [0, 4, 8, 12, 16].map((at) =>
      view.getUint32(at, true),
    );
    this.#view = view;
    const text = new TextDecoder().decode(bytes.subarray(fixedHeaderBytes, fixedHeaderBytes + headerBytes!));
    this.header = GroupHeader.parse(JSON.parse(text));
    let at = roundedUp(fixedHeaderBytes + headerBytes!);
    this.slots = bytes.subarray(at, at + rows!);
    at += roundedUp(rows!);
    const kinds = bytes.subarray(at, at + columns!);
    at += roundedUp(columns!);
    for (const width of kinds) {
      this.#columns.push({ at, width });
      at += roundedUp(columnBytes(width, rows!));
    }
    const count = contributions! % areSingles;
    this.#contributions = { at, count, areSingles: contributions! >= areSingles };
    this.#warnings = { at: at + contributionBytes(rows! * count, this.#contributions.areSingles), count: warnings! };
  }

  /** The score of a slot; undefined where the drop said nothing of it. */
  at(slot: number): CompactScore | undefined {
    const row = this.slots.indexOf(slot);
    if (row < 0) return undefined;
    const { model, drop, at, words } = this.header;
    const figures = this.#columns.map((column) => readValue(this.#view, column.at, column.width, row));
    const figure = (name: (typeof ownColumns)[number]): number => figures[ownColumns.indexOf(name)]!;
    return {
      model,
      drop,
      id: dropScoreId(drop, figure('line')),
      at,
      probability: figure('probability'),
      tier: figure('tier'),
      percentile: knownOrNull(figure('percentile')),
      risk: knownOrNull(figure('risk')),
      monthly: knownOrNull(figure('monthly')),
      raw: figure('raw'),
      contributions: this.#contributionsOf(row),
      values: figures.slice(ownColumns.length).map((value, place) => {
        const texts = words[place];
        return texts ? (texts[value] ?? null) : knownOrNull(value);
      }),
      play: figure('play') < 0 ? null : [figure('play'), figure('because')],
      warnings: this.#warningsOf(row),
    };
  }

  #contributionsOf(row: number): number[] {
    const { at, count, areSingles: inHalf } = this.#contributions;
    const view = this.#view;
    return Array.from({ length: count }, (_, i) => {
      const place = row * count + i;
      return inHalf ? view.getFloat32(at + 4 * place, true) : view.getFloat64(at + 8 * place, true);
    });
  }

  #warningsOf(row: number): CompactScore['warnings'] {
    const { at, count } = this.#warnings;
    const found: CompactScore['warnings'] = [];
    for (let i = 0; i < count; i++) {
      if (this.#view.getUint8(at + i) !== row) continue;
      const feature = this.#view.getInt16(at + 2 * roundedUp(count) + 2 * i, true);
      found.push([this.#view.getUint8(at + roundedUp(count) + i), feature]);
    }
    return found;
  }
}
