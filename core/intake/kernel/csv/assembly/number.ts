/** Where 10^0 to 10^18 stand as f64, all of which hold them exactly; see csv-scanner.ts. */
const POWERS: usize = 64;

/** Largest whole number up to which all are float64. */
const exact: u64 = 9_007_199_254_740_992;

/*
 * Constants of 16 bytes, which stand in memory since that is where an engine loads them from fastest; see
 * short-numbers.ts.
 */
const ALL_ZERO_DIGITS: usize = 256;
const ALL_NINES: usize = 272;
const TENS: usize = 288;
const HUNDREDS: usize = 304;
const TEN_THOUSANDS: usize = 320;
/** For each length, and each place of a mark or none, where the digits come from. */
const CLOSING: usize = 336;
/** For each place of a mark or none, ten to the power of the digits behind it, f64. */
const POWERS_BEHIND: usize = 4960;

/**
 * The number that up to 16 characters are, digits with at most one mark among them: all of them at once, without branches
 * that hang on how many there are.
 *
 * @param length - 1 to 16
 * @param marks - the decimal mark, 16 times
 * @returns NaN where there is anything else, or no digit, or more of them than float64 holds exactly
 */
// @ts-expect-error: decorator
@inline
function shortNumber(end: usize, length: usize, marks: v128): f64 {
  const text = v128.load(end - 16);
  const own = <u32>i8x16.bitmask(i8x16.eq(text, marks)) & (0xffff << (16 - <u32>length));
  const mark = <usize>ctz(own | 0x10000);
  const closing = v128.load(CLOSING + ((length * 17 + mark) << 4));
  const digits = i8x16.swizzle(i8x16.sub(text, v128.load(ALL_ZERO_DIGITS)), closing);
  if (v128.any_true(i8x16.sub_sat_u(digits, v128.load(ALL_NINES)))) return NaN;
  if (length == 1 && own != 0) return NaN; // nothing but a mark
  const pairs = i16x8.relaxed_dot_i8x16_i7x16_s(digits, v128.load(TENS));
  const fours = i32x4.dot_i16x8_s(pairs, v128.load(HUNDREDS));
  const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(fours, fours), v128.load(TEN_THOUSANDS));
  const both = i64x2.extract_lane(eights, 0);
  const mantissa = <u64>(both & 0xffffffff) * 100_000_000 + <u64>(both >> 32);
  if (mantissa > exact) return NaN;
  return <f64>mantissa / load<f64>(POWERS_BEHIND + (mark << 3));
}

/**
 * The number written there: sign, digits, decimal mark, digits. Whole mantissa and power of ten are exact, and so is their
 * quotient's rounding (Clinger 1990, "How to read floating point numbers accurately").
 *
 * @returns NaN for any other way of writing, and for more digits than that holds for
 */
export function plainNumber(start: usize, end: usize, decimal: u32, marks: v128): f64 {
  let at = start;
  const sign = load<u8>(at);
  if (sign == 45 || sign == 43) at++;
  if (end - at <= 16) {
    const size = end == at ? NaN : shortNumber(end, end - at, marks);
    return sign == 45 && size != 0 ? -size : size;
  }
  let mantissa: u64 = 0;
  const digitsAt = at;
  let digit: u32 = 0;
  while (at < end && (digit = <u32>load<u8>(at) - 48) < 10) {
    mantissa = mantissa * 10 + digit;
    at++;
  }
  let digits = at - digitsAt;
  let places: usize = 0;
  if (at < end && load<u8>(at) == decimal) {
    at++;
    const fractionAt = at;
    while (at < end && (digit = <u32>load<u8>(at) - 48) < 10) {
      mantissa = mantissa * 10 + digit;
      at++;
      digits++;
    }
    places = at - fractionAt;
  }
  if (at != end || digits == 0 || digits > 18 || mantissa > exact) return NaN;
  const value = <f64>mantissa / load<f64>(POWERS + (places << 3));
  return sign == 45 && mantissa != 0 ? -value : value;
}
