/*
 * Where things lie in the memory of the appraisal kernel: read by its assembly and by the code that fills it. Bytes; places
 * are absolute addresses.
 */

/** Where the head begins; below lies what the module itself may need. */
export const headPlace = 1024;

/** Head, float64: the calibration's sigmoid, the thresholds of tiers, the months of a value at risk. */
export const headSlope = 0;
export const headIntercept = 8;
export const headMedium = 16;
export const headHigh = 24;
export const headMonths = 32;
/** u32: places of what is given, float64 of each row: raw scores and monthly values, NaN where unknown. */
export const headRaw = 40;
export const headMonthly = 44;
/** Places of what is found: float64, but tiers u8. */
export const headProbability = 48;
export const headPercentile = 52;
export const headRisk = 56;
export const headTiers = 60;
/** The number of each tier. */
export const headLowTier = 64;
export const headMediumTier = 68;
export const headHighTier = 72;
/** Probabilities of the training customers at evenly spaced shares, float64, ascending; Infinity four times behind them. */
export const headQuantiles = 76;
export const headQuantileCount = 80;
/** For each part of the range of probabilities, how many quantiles are below all of it, u32. */
export const headStarts = 84;
export const headBytes = 88;

/** Parts of the range of probabilities: a power of two, so that a probability times it is exact. */
export const parts = 2048;

/** Quantiles that are looked at in one go. */
export const atOnce = 4;
