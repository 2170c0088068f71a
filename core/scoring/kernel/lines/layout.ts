/*
 * Where things lie in the memory of the lines kernel: read by its assembly and by the code that fills it. Bytes; places
 * are absolute addresses.
 */

/** Where the head begins; below lies what the module itself may need. */
export const headPlace = 1024;

/** Head: counts and places, u32. */
export const headWidth = 0;
export const headReasons = 4;
export const headFeatures = 8;
/** Contributions, float64, row after row. */
export const headContributions = 12;
/** Plays of rows, i16; -1 for none. */
export const headPlays = 16;
/** Cells of all plays. */
export const headPlayCells = 20;
/** By row and reason: the feature's place (i16), its cell (0: no reason), where that is remembered, and the number in it. */
export const headTops = 24;
export const headCells = 28;
export const headEntries = 32;
export const headNumbers = 88;
/** One float64 for each reason, to pick in. */
export const headSizes = 36;
/** Cells of ids, one behind the other, and where each ends, u32. */
export const headIds = 40;
export const headIdEnds = 44;
/** Figures, float64: probability and percentile, which are known, and value at risk in minor units, NaN where unknown. */
export const headProbability = 48;
export const headPercentile = 52;
export const headRisk = 56;
/** Tiers (u8), their cells, and the number of warnings of each row (u16). */
export const headTiers = 60;
export const headTierCells = 64;
export const headWarnings = 68;
/** The cell of the currency; how many minor units are a major one, and the digits that takes. */
export const headCurrency = 72;
export const headMinorUnits = 76;
export const headMinorDigits = 80;
/** The three digits of every number below a thousand, each in four bytes. */
export const headThreeDigits = 84;
/** The same as people write them, and hundredths with the point before them; the length is in the fourth byte. */
export const headWholes = 92;
export const headHundredths = 96;
export const headBytes = 128;

/** Most bytes of a line's figures: everything but id, cells and the commas of reasons. */
export const figuresBytes = 64;

/** Amounts of so many minor units and more are written elsewhere. */
export const mostMinor = 2147483648;

/** A feature: whether it is a category, its values (float64, or i32 codes) and where its cells are remembered. */
export const featureIsCategory = 0;
export const featureValues = 4;
export const featureRaises = 8;
export const featureLowers = 12;
/** Cells that are remembered of either direction. */
export const featureEntries = 16;
/** The typical number, float64; NaN where there is none. */
export const featureTypical = 24;
export const featureBytes = 32;

/** Entries: of no value, and of the typical number. */
export const entryOfMissing = 0;
export const entryOfTypical = 1;
/** From here on those of codes, where the feature is a category. */
export const firstEntry = 2;
/**
 * Else of numbers, by the last of their digits: words around a number hang on nothing else, but that one thing is not many.
 * From a thousand on there is a comma in it, and its cell therefore stands in quotes.
 */
export const entryOfOne = 2;
export const firstEntryOfDigit = 3;
export const firstEntryOfGroupedDigit = 13;
export const numberEntries = 23;

/** Of a number that stands in a cell: it is whole and written in groups; else it is of hundredths. */
export const groupedBit = 0x8000_0000;
/** From here on numbers are written in groups, and from there on not here. */
export const leastGrouped = 1000;
export const mostGrouped = 1_000_000_000;
/** Bytes that a number takes in a cell; more may be written. */
export const numberBytes = 11;

/**
 * A cell: the most bytes that it takes, the number of its parts, and each part's length and bytes, from a multiple of 4 on. The
 * number stands between parts. Copies read and write up to 16 bytes more.
 */
export const cellLength = 0;
export const cellParts = 4;
export const cellFirstPart = 8;
export const partBytes = 4;
export const copyBytes = 16;

/** Of a cell that is not remembered. */
export const unknownCell = 1;
