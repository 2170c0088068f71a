/*
 * `exp` of core/scoring/exp.ts, step by step; there it says where it comes from.
 */

const ln2High: f64 = 6.9314718036912381649e-1;
const ln2Low: f64 = 1.90821492927058770002e-10;
const halfLn2: f64 = 0.34657359027997264;

const p1: f64 = 1.66666666666666019037e-1;
const p2: f64 = -2.77777777770155933842e-3;
const p3: f64 = 6.61375632143793436117e-5;
const p4: f64 = -1.6533902205465251539e-6;
const p5: f64 = 4.13813679705723846039e-8;

const most: f64 = 708;

/** e to the power of x; Infinity above 708, 0 below -708. */
// @ts-ignore: decorator
@inline
export function exp(x: f64): f64 {
  const within = max(-most, min(most, x));
  const k = select<f64>(trunc(Math.LOG2E * within + copysign(0.5, within)), 0, abs(within) > halfLn2);
  const high = within - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const t = r * r;
  const c = r - t * (p1 + t * (p2 + t * (p3 + t * (p4 + t * p5))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  const power = y * reinterpret<f64>((<i64>k + 1023) << 52);
  return select<f64>(Infinity, select<f64>(0, power, x < -most), x > most);
}
