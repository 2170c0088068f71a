import type { Profile } from '../../profile/profile.ts';
import { allocator, growTo } from '../../wasm/wasm.ts';
import { createCalibration, isAveraged } from '../calibrate.ts';
import type { Engine } from '../engine.ts';
import { type AppraisalModule, instantiateAppraisal } from '../kernel/appraisal/appraisal-module.ts';
import * as at from '../kernel/appraisal/layout.ts';
import { percentileOf } from '../percentile.ts';
import { tiers } from '../score.ts';
import { tierPlaceOf } from '../tier.ts';

/** What there is to say of rows, a place for each; the first two are given. */
export interface AppraisedRows {
  readonly raw: Float64Array;
  /** Minor units; NaN where unknown. */
  readonly monthlyValueMinor: Float64Array;
  readonly probability: Float64Array;
  /** Places in `tiers`. */
  readonly tier: Uint8Array;
  /** 0 to 100. */
  readonly percentile: Float64Array;
  /** Minor units; NaN where unknown. */
  readonly valueAtRiskMinor: Float64Array;
}

type AppraiseRows = (rows: AppraisedRows, from: number, to: number) => void;

/** What appraising hangs on. */
export interface Standards {
  readonly bundle: Pick<Engine['bundle'], 'model' | 'baseline'>;
  readonly tiers: Engine['tiers'];
  readonly profile: Pick<Profile, 'money' | 'valueHorizonMonths'>;
}

/** Rows that the kernel takes at a time; what they hold stays in the cache. */
const rowsAtOnce = 256;

const monthsOf = ({ profile }: Standards): number => (profile.money === null ? Number.NaN : profile.valueHorizonMonths);

/** Without WebAssembly: the reference for the kernel, and its stand-in. */
export function createPlainAppraisal(standards: Standards): AppraiseRows {
  const { model, baseline } = standards.bundle;
  const { quantiles } = baseline.score;
  const calibrate = createCalibration(model.calibration, isAveraged(model));
  const months = monthsOf(standards);
  return ({ raw, monthlyValueMinor, probability, tier, percentile, valueAtRiskMinor }, from, to) => {
    for (let row = from; row < to; row++) {
      const chance = calibrate(raw[row]!);
      probability[row] = chance;
      tier[row] = tierPlaceOf(chance, standards.tiers);
      percentile[row] = percentileOf(chance, quantiles);
      valueAtRiskMinor[row] = Math.max(0, Math.round(chance * monthlyValueMinor[row]! * months));
    }
  };
}

/** Where everything lies in the kernel's memory. */
function placesOf(quantileCount: number) {
  const allocate = allocator(at.headPlace);
  return {
    head: allocate(at.headBytes),
    raw: allocate(8 * rowsAtOnce),
    monthly: allocate(8 * rowsAtOnce),
    probability: allocate(8 * rowsAtOnce),
    percentile: allocate(8 * rowsAtOnce),
    risk: allocate(8 * rowsAtOnce),
    tiers: allocate(rowsAtOnce),
    starts: allocate(4 * at.parts),
    quantiles: allocate(8 * (quantileCount + at.atOnce)),
    end: allocate(0),
  };
}

type Places = ReturnType<typeof placesOf>;

function writeHead(view: DataView, places: Places, standards: Standards): void {
  const { calibration } = standards.bundle.model;
  const { slope, intercept } = calibration.kind === 'sigmoid' ? calibration : { slope: 0, intercept: 0 };
  const numbers: readonly (readonly [place: number, value: number])[] = [
    [at.headSlope, slope],
    [at.headIntercept, intercept],
    [at.headMedium, standards.tiers.medium],
    [at.headHigh, standards.tiers.high],
    [at.headMonths, monthsOf(standards)],
  ];
  const words: typeof numbers = [
    [at.headRaw, places.raw],
    [at.headMonthly, places.monthly],
    [at.headProbability, places.probability],
    [at.headPercentile, places.percentile],
    [at.headRisk, places.risk],
    [at.headTiers, places.tiers],
    [at.headLowTier, tiers.indexOf('low')],
    [at.headMediumTier, tiers.indexOf('medium')],
    [at.headHighTier, tiers.indexOf('high')],
    [at.headQuantiles, places.quantiles],
    [at.headQuantileCount, standards.bundle.baseline.score.quantiles.length],
    [at.headStarts, places.starts],
  ];
  for (const [place, value] of numbers) view.setFloat64(places.head + place, value, true);
  for (const [place, value] of words) view.setUint32(places.head + place, value, true);
}

function writeQuantiles(memory: ArrayBufferLike, places: Places, quantiles: readonly number[]): void {
  const all = new Float64Array(memory, places.quantiles, quantiles.length + at.atOnce).fill(Number.POSITIVE_INFINITY);
  all.set(quantiles);
  const starts = new Uint32Array(memory, places.starts, at.parts);
  for (let part = 1, below = 0; part < at.parts; part++) {
    while (all[below]! < part / at.parts) below++;
    starts[part] = below;
  }
}

/** The kernel of this thread, and whose standards it holds: they are few, and an instance takes gigabytes of addresses. */
interface Shared {
  readonly kernel: AppraisalModule;
  standards: Standards | undefined;
  all: Float64Array;
}
let shared: Shared | undefined;

/** The kernel, with these standards in it. */
function holding(held: Shared, standards: Standards, places: Places): Shared {
  if (held.standards === standards) return held;
  const { memory } = held.kernel;
  growTo(memory, places.end);
  writeHead(new DataView(memory.buffer), places, standards);
  writeQuantiles(memory.buffer, places, standards.bundle.baseline.score.quantiles);
  held.all = new Float64Array(memory.buffer);
  held.standards = standards;
  return held;
}

/** By the kernel, bit for bit as {@link createPlainAppraisal}; undefined where WebAssembly with SIMD is missing. */
export function createKernelAppraisal(standards: Standards): AppraiseRows | undefined {
  const kernel = shared?.kernel ?? instantiateAppraisal();
  if (kernel === undefined) return undefined;
  const held = (shared ??= { kernel, standards: undefined, all: new Float64Array() });
  const { model, baseline } = standards.bundle;
  const calibrate = createCalibration(model.calibration, isAveraged(model));
  const isSigmoid = model.calibration.kind === 'sigmoid' && !isAveraged(model);
  const places = placesOf(baseline.score.quantiles.length);

  const appraise = (given: AppraisedRows, from: number, to: number): void => {
    const rows = to - from;
    const { all } = holding(held, standards, places);
    /** What stands at a place of the kernel's memory. */
    const at64 = (place: number): Float64Array => all.subarray(place >> 3, (place >> 3) + rows);
    all.set(given.monthlyValueMinor.subarray(from, to), places.monthly >> 3);
    if (isSigmoid) {
      all.set(given.raw.subarray(from, to), places.raw >> 3);
      kernel.calibrate(places.head, rows);
    } else for (let i = 0; i < rows; i++) all[(places.probability >> 3) + i] = calibrate(given.raw[from + i]!);
    kernel.appraise(places.head, rows);
    given.probability.set(at64(places.probability), from);
    given.percentile.set(at64(places.percentile), from);
    given.valueAtRiskMinor.set(at64(places.risk), from);
    given.tier.set(new Uint8Array(all.buffer, places.tiers, rows), from);
  };
  return (given, from, to) => {
    for (let start = from; start < to; start += rowsAtOnce) appraise(given, start, Math.min(to, start + rowsAtOnce));
  };
}

/** Prepares the appraising of rows by their raw scores. */
export function createAppraisal(standards: Standards): AppraiseRows {
  return createKernelAppraisal(standards) ?? createPlainAppraisal(standards);
}
