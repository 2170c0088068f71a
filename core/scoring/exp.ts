/*
 * Our own exponential function, since that of the runtime may differ between processors in the last bit: scores are to be the
 * same wherever they are made, and by the appraisal kernel, which has the same steps.
 */

/** ln 2 in two halves: any whole number up to 2048 times the first is exact. */
const ln2High = 6.9314718036912381649e-1;
const ln2Low = 1.90821492927058770002e-10;
const halfLn2 = 0.34657359027997264;

/** Of the rational approximation on [0, 0.34658]. */
const p1 = 1.66666666666666019037e-1;
const p2 = -2.77777777770155933842e-3;
const p3 = 6.61375632143793436117e-5;
const p4 = -1.6533902205465251539e-6;
const p5 = 4.13813679705723846039e-8;

/** Beyond, the power is Infinity or 0. */
const most = 708;

/** Powers of two from 2 ** -1022 on. */
const powers = Float64Array.from({ length: 2046 }, (_, i) => 2 ** (i - 1022));

/**
 * e to the power of x, by less than one unit in the last place; Infinity above 708, 0 below -708.
 *
 * Source: Sun Microsystems, fdlibm 5.3, `e_exp.c` (1993, 2004), freely distributable; argument reduction without branches.
 */
export function exp(x: number): number {
  if (x > most) return Number.POSITIVE_INFINITY;
  if (x < -most) return 0;
  const size = Math.abs(x);
  const half = x < 0 ? -0.5 : 0.5;
  const k = size > halfLn2 ? Math.trunc(Math.LOG2E * x + half) : 0;
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const t = r * r;
  const c = r - t * (p1 + t * (p2 + t * (p3 + t * (p4 + t * p5))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  return y * (powers[k + 1022] ?? Number.NaN);
}
