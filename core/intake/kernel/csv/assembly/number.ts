/** Where 10^0 to 10^18 stand as f64, all of which hold them exactly; see csv-scanner.ts. */
const POWERS: usize = 64;

/** Largest whole number up to which all are float64. */
const exact: u64 = 9_007_199_254_740_992;

/**
 * The number written there: sign, digits, decimal mark, digits. Whole mantissa and power of ten are exact, and so is their
 * quotient's rounding (Clinger 1990, "How to read floating point numbers accurately").
 *
 * @returns NaN for any other way of writing, and for more digits than that holds for
 */
export function plainNumber(start: usize, end: usize, decimal: u32): f64 {
  let at = start;
  const sign = load<u8>(at);
  if (sign == 45 || sign == 43) at++;
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
    }
    places = at - fractionAt;
    digits += places;
  }
  if (at != end || digits == 0 || digits > 18 || mantissa > exact) return NaN;
  const value = <f64>mantissa / load<f64>(POWERS + (places << 3));
  return sign == 45 && mantissa != 0 ? -value : value;
}
