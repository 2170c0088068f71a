/*
 * Numbers in as few bytes as hold all of them exactly. Whole numbers and hundredths (prices, percentages) are kept as
 * integers; a missing value (NaN) is the least integer of its width.
 */

/** How a column is kept; files hold these numbers. */
export const widths = { byte: 0, short: 1, long: 2, shortCents: 3, longCents: 4, single: 5, double: 6 } as const;

const byteCounts: readonly number[] = [1, 2, 4, 2, 4, 4, 8];

/** Bytes of a column, without what fills it up to a multiple of eight. */
export function columnBytes(width: number, count: number): number {
  return (byteCounts[width] ?? 8) * count;
}

/** The narrowest width for the first values of a list. */
export function widthOf(values: Float64Array, count: number): number {
  let whole = true;
  let cents = true;
  let single = true;
  let least = 0;
  let most = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (value !== value) continue; // missing
    if (whole && (value | 0) !== value) whole = false;
    if (cents && Math.round(value * 100) / 100 !== value) cents = false;
    if (single && Math.fround(value) !== value) single = false;
    if (!whole && !cents && !single) return widths.double;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const size = Math.max(-least, most);
  if (whole && size < 0x80) return widths.byte;
  if (whole && size < 0x8000) return widths.short;
  if (cents && size < 327.67) return widths.shortCents;
  if (whole && size < 0x7fff_ffff) return widths.long;
  if (single) return widths.single;
  return cents && size < 21_474_836 ? widths.longCents : widths.double;
}

/** Typed arrays over the same bytes. */
export interface ColumnViews {
  readonly bytes: Int8Array;
  readonly shorts: Int16Array;
  readonly longs: Int32Array;
  readonly singles: Float32Array;
  readonly doubles: Float64Array;
}

/** @param at - byte, a multiple of eight */
export function writeColumn(views: ColumnViews, at: number, width: number, values: Float64Array, count: number): void {
  if (width === widths.double) {
    const start = at >> 3;
    for (let i = 0; i < count; i++) views.doubles[start + i] = values[i]!;
  } else if (width === widths.single) {
    const start = at >> 2;
    for (let i = 0; i < count; i++) views.singles[start + i] = values[i]!;
  } else if (width === widths.byte) {
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      views.bytes[at + i] = value === value ? value : -0x80;
    }
  } else if (width === widths.short || width === widths.shortCents) {
    const start = at >> 1;
    const scale = width === widths.short ? 1 : 100;
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      views.shorts[start + i] = value === value ? Math.round(value * scale) : -0x8000;
    }
  } else {
    const start = at >> 2;
    const scale = width === widths.long ? 1 : 100;
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      views.longs[start + i] = value === value ? Math.round(value * scale) : -0x8000_0000;
    }
  }
}

/** One value of a column; NaN where it is missing. @param at - byte at which the column begins */
export function readValue(view: DataView, at: number, width: number, index: number): number {
  switch (width) {
    case widths.byte:
      return known(view.getInt8(at + index), -0x80, 1);
    case widths.short:
      return known(view.getInt16(at + 2 * index, true), -0x8000, 1);
    case widths.shortCents:
      return known(view.getInt16(at + 2 * index, true), -0x8000, 100);
    case widths.long:
      return known(view.getInt32(at + 4 * index, true), -0x8000_0000, 1);
    case widths.longCents:
      return known(view.getInt32(at + 4 * index, true), -0x8000_0000, 100);
    case widths.single:
      return view.getFloat32(at + 4 * index, true);
    default:
      return view.getFloat64(at + 8 * index, true);
  }
}

function known(value: number, missing: number, scale: number): number {
  return value === missing ? Number.NaN : value / scale;
}
