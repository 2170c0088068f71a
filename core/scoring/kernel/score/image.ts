/*
 * A model as the kernel has it in memory, which is also how it is kept in a file: little-endian, sections at multiples
 * of 16 bytes, places relative to the image's beginning. The assembly's index.ts and bin.ts read the same layout.
 */

/** Begins every image; another layout gets another number. */
export const imageMagic = 'MSKERN01';

/** Places in the header, bytes. */
export const imageHeader = {
  /** Checksum of everything behind it, 32 bytes; see image-digest.ts. */
  digest: 8,
  /** SHA-256 of the `trees.bin` that the image was built from. */
  source: 40,
  byteLength: 72,
  /** Encoded columns. */
  columnCount: 76,
  /** Columns of bins. */
  binCount: 80,
  /** Encoded columns that a tree asks for: {@link featureBytes} each. */
  featureCount: 84,
  featuresAt: 88,
  /** {@link treeBytes} each. */
  treeCount: 92,
  treesAt: 96,
  /** Nodes to walk over, 8 bytes each, and their float32 values. */
  nodeCount: 100,
  nodesAt: 104,
  valuesAt: 108,
  /** Number of each tree's root, u32; as many as trees, rounded up to eight. */
  rootsAt: 112,
  bytes: 128,
} as const;

/** Words of a feature. */
export const featureWords = {
  column: 0,
  thresholdCount: 1,
  thresholdsAt: 2,
  method: 3,
  gridAt: 4,
  gridOrigin: 5,
  gridScale: 6,
  gridLast: 7,
  gridRounds: 8,
  firstLowest: 9,
  firstHighest: 10,
  slices: 11,
  words: 12,
} as const;
export const featureBytes = 4 * featureWords.words;

/** How a value's bin is found. */
export const binMethods = { compare: 0, grid: 1, search: 2 } as const;

/** Thresholds of one column of bins; more take another. */
export const sliceThresholds = 254;

/** Words of a tree. */
export const treeWords = {
  /** 1 to 6: padded to that depth; else one of {@link sweepKinds}, or that of {@link topAndTail}. */
  kind: 0,
  at: 1,
  /** Nodes of a sweep. */
  nodeCount: 2,
  /** Leaves of a sweep, or the nodes where it goes on walking; the blocks below a top. */
  leavesAt: 3,
  /** Steps of the walk after a sweep. */
  steps: 4,
  /** At the first of eight trees: steps in which one row reaches a leaf in all of them. */
  depthOfEight: 5,
  words: 8,
} as const;
export const treeBytes = 4 * treeWords.words;

/** Most levels of a tree whose nodes are all asked. */
export const perfectDepth = 6;

/** Most nodes of a sweep: leaves are then numbered up to 254, and 255 stands for none. */
export const sweepNodes = 254;

/** What a sweep ends with: at most 64 leaves in planes; float32 leaves; nodes to walk on from. */
export const sweepKinds = { planes: 7, values: 8, walk: 9 } as const;

/**
 * The top of a tree of depth 7 or 8, padded, and a block of two levels for each of the 64 places below it. A node
 * there says in 16 bits where its bins begin.
 */
export const topAndTail = { kind: 10, topDepth: 6, depth: 8, blockBytes: 32, mostColumns: 1023 } as const;

/** Bytes of one node in a sweep, and of one node to walk over. */
export const sweepBytes = 16;
export const walkBytes = 8;

/** Rows that are worked on together: a column of bins has one byte for each. */
export const groupRows = 64;

/** A bin is kept less 128; the highest stands for a missing value. */
export const binBias = 128;
export const highestBin = 127;

export const align16 = (bytes: number): number => Math.ceil(bytes / 16) * 16;

/** Where the parts of a perfect tree lie: node places, thresholds, leaves. */
export function perfectLayout(depth: number): { nodes: number; thresholdsAt: number; leavesAt: number; bytes: number } {
  const nodes = 2 ** depth - 1;
  const thresholdsAt = align16(4 * nodes);
  const leavesAt = thresholdsAt + 16 * depth + (depth === perfectDepth ? 16 : 0);
  return { nodes, thresholdsAt, leavesAt, bytes: leavesAt + 64 * Math.max(1, 2 ** (depth - 4)) };
}

/** Where the blocks below a padded top begin: where its leaves would, but at the beginning of a line of the cache. */
export const blocksAt = 64 * Math.ceil(perfectLayout(topAndTail.topDepth).leavesAt / 64);
