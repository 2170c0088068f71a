/*
 * Figures as ASCII, written into bytes with room for 32 more. Each function returns the place behind what it wrote.
 */

const zero = 48;
const point = 46;
/** Whole numbers below are reckoned with as 32 bits. */
const mostWhole = 2 ** 31;

/** Room for what a line of a score file holds besides id and texts. */
export const figuresBytes = 256;

const encoder = new TextEncoder();

export function writeText(out: Uint8Array, at: number, text: string): number {
  return at + encoder.encodeInto(text, out.subarray(at)).written;
}

/**
 * A whole number of 0 or more with a point before its last places.
 *
 * @param whole - less than 2³¹
 */
function writeWhole(out: Uint8Array, at: number, whole: number, places: number): number {
  let digits = 1;
  for (let bound = 10; bound <= whole; bound *= 10) digits++;
  if (digits <= places) digits = places + 1;
  const end = at + digits + (places > 0 ? 1 : 0);
  let rest = whole | 0;
  let to = end - 1;
  if (places > 0) {
    for (const last = to - places; to > last; to--) {
      const next = (rest / 10) | 0;
      out[to] = zero + rest - 10 * next;
      rest = next;
    }
    out[to--] = point;
  }
  for (; to >= at; to--) {
    const next = (rest / 10) | 0;
    out[to] = zero + rest - 10 * next;
    rest = next;
  }
  return end;
}

/**
 * As `toFixed`, to which a figure is left whose last digit hangs on bits far behind.
 *
 * @param figures - given with the place, since a figure alone would be put into an object on its way
 * @param scale - 10 to the power of `places`
 */
export function writeFixed(
  out: Uint8Array,
  at: number,
  figures: Float64Array,
  place: number,
  places: number,
  scale: number,
): number {
  const figure = figures[place]!;
  const scaled = figure * scale;
  const isSimple = scaled >= 0 && scaled < mostWhole - 1;
  const whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (!isSimple || (rest > 0.499 && rest < 0.501)) return writeText(out, at, figure.toFixed(places));
  const rounded = rest > 0.5 ? whole + 1 : whole;
  return writeWhole(out, at, rounded, places);
}

/** An amount of whole minor units, 0 or more, in major ones. */
export function writeMoney(out: Uint8Array, at: number, minor: number, digits: number): number {
  return minor < mostWhole
    ? writeWhole(out, at, minor, digits)
    : writeText(out, at, (minor / 10 ** digits).toFixed(digits));
}

/** A count of 0 or more. */
export function writeCount(out: Uint8Array, at: number, count: number): number {
  return writeWhole(out, at, count, 0);
}

/** Bytes; they are short, and copied faster one by one than by a call. */
export function writeBytes(out: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) out[at + i] = bytes[i]!;
  return at + bytes.length;
}

/**
 * A text of letters, digits, hyphens, low lines and points that begins with a letter or a digit: it means the same with and
 * without quotes, and no spreadsheet takes it for a formula.
 *
 * @returns -1 for any other text
 */
export function writePlain(out: Uint8Array, at: number, text: string): number {
  const { length } = text;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const isWord = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (!isWord && (i === 0 || (code !== 45 && code !== 95 && code !== 46))) return -1;
    out[at + i] = code;
  }
  return length === 0 ? -1 : at + length;
}

/** 1 for letters and digits, 2 for hyphens, low lines and points, which may not come first. */
const plainBytes = Uint8Array.from({ length: 256 }, (_, byte) => {
  const isWord = (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
  return isWord ? 1 : byte === 45 || byte === 95 || byte === 46 ? 2 : 0;
});

/** As {@link writePlain}, of a text that stands in bytes. */
export function writePlainBytes(out: Uint8Array, at: number, bytes: Uint8Array, start: number, length: number): number {
  if (length === 0 || plainBytes[bytes[start]!] !== 1) return -1;
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i]!;
    if (plainBytes[byte] === 0) return -1;
    out[at + i] = byte;
  }
  return at + length;
}
