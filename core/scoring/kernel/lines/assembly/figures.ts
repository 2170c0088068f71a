/*
 * Figures as ASCII. Each function returns the place behind what it wrote.
 */
import * as at from '../layout';

/** 134,217,729 = 2²⁷ + 1: splits a number of 53 bits into two halves. */
const splitter: f64 = 134217729;

/** What `product`, the rounded product of two numbers, lacks of the exact one. Dekker, 1971, "A floating-point technique". */
// @ts-ignore: decorator
@inline
function lackOf(product: f64, a: f64, b: f64): f64 {
  let split = splitter * a;
  const aHigh = split - (split - a);
  const aLow = a - aHigh;
  split = splitter * b;
  const bHigh = split - (split - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** A figure times a scale as a whole number, as `toFixed` rounds: what is exactly a half goes up. */
// @ts-ignore: decorator
@inline
function rounded(figure: f64, scale: f64): u32 {
  const product = figure * scale;
  const whole = Math.floor(product);
  const rest = product - whole;
  const isUp = rest > 0.5 || (rest == 0.5 && lackOf(product, figure, scale) >= 0);
  return <u32>whole + <u32>isUp;
}

/** A whole number with at least so many digits. @returns the place behind */
// @ts-ignore: decorator
@inline
export function putWhole(out: usize, whole: u32, least: u32): usize {
  let digits: u32 = 1;
  for (let bound: u64 = 10; bound <= <u64>whole; bound *= 10) digits++;
  const end = out + max(digits, least);
  for (let to = end - 1; to >= out; to--) {
    const next = whole / 10;
    store<u8>(to, 48 + whole - 10 * next);
    whole = next;
  }
  return end;
}

/** A number that stands in a cell; see `groupedBit`. @returns the place behind */
// @ts-ignore: decorator
@inline
export function putNumber(out: usize, shown: u32, head: usize): usize {
  const wholes: usize = load<u32>(head, at.headWholes);
  if ((shown & at.groupedBit) != 0) return putGrouped(out, shown & ~at.groupedBit, wholes, load<u32>(head, at.headThreeDigits));
  const whole = shown / 100;
  const text = load<u32>(wholes + 4 * whole);
  const part = load<u32>(<usize>load<u32>(head, at.headHundredths) + 4 * (shown - 100 * whole));
  store<u32>(out, text);
  const end = out + (text >> 24);
  store<u32>(end, part);
  return end + (part >> 24);
}

/** A whole number of four to nine digits, with a comma before every three. @returns the place behind */
function putGrouped(out: usize, whole: u32, wholes: usize, threeDigits: usize): usize {
  const thousands = whole / 1000;
  const millions = thousands / 1000;
  let text = load<u32>(wholes + 4 * (millions > 0 ? millions : thousands));
  store<u32>(out, text);
  let to = out + (text >> 24);
  if (millions > 0) {
    store<u8>(to, 44);
    store<u32>(to + 1, load<u32>(threeDigits + 4 * (thousands - 1000 * millions)));
    to += 4;
  }
  store<u8>(to, 44);
  store<u32>(to + 1, load<u32>(threeDigits + 4 * (whole - 1000 * thousands)));
  return to + 4;
}

/** A probability with six places. @returns the place behind */
// @ts-ignore: decorator
@inline
export function putProbability(out: usize, probability: f64, threeDigits: usize): usize {
  const millionths = rounded(probability, 1000000);
  const one: u32 = <u32>(millionths >= 1000000); // no probability is more
  const below = millionths - 1000000 * one;
  const thousandths = below / 1000;
  store<u16>(out, 0x2e30 + one); // 0. or 1.
  store<u32>(out + 2, load<u32>(threeDigits + 4 * thousandths));
  store<u32>(out + 5, load<u32>(threeDigits + 4 * (below - 1000 * thousandths)));
  return out + 8;
}

/** A percentile with one place. @returns the place behind */
// @ts-ignore: decorator
@inline
export function putPercentile(out: usize, percentile: f64): usize {
  const tenths = rounded(percentile, 10);
  const whole = tenths / 10;
  const end = putWhole(out, whole, 1);
  store<u16>(end, <u16>(((48 + tenths - 10 * whole) << 8) | 46));
  return end + 2;
}
