import * as layout from './image.ts';
import { binsAt, type LaidOut, layOut } from './score-module.ts';

const { imageHeader: header, featureWords, treeWords, sweepKinds, binMethods } = layout;

/** Thrown at the first thing that does not hold; nothing is read through a place that was not checked before. */
class BrokenImage extends Error {
  override readonly name = 'BrokenImage';
}

const check = (holds: boolean): void => {
  if (!holds) throw new BrokenImage();
};

/** The image, laid out for the kernel to go over its sections, and what it says of its own size. */
interface Sections {
  readonly view: DataView;
  readonly kernel: LaidOut;
  readonly binCount: number;
  readonly nodeCount: number;
}

/** Checks that a section lies behind the header, inside the image and at a multiple of 16. */
function checkSection({ view }: Sections, at: number, bytes: number): void {
  const inside = at >= header.bytes && at % 16 === 0 && at + bytes <= view.byteLength;
  check(inside);
}

/** Checks that words of a section that was checked name columns of bins. */
function checkColumns({ kernel, binCount }: Sections, at: number, count: number, stride = 4, mask = 0xffffffff): void {
  check(kernel.wrongColumns(binsAt + at, count, stride, mask, binCount * layout.groupRows) === 0);
}

function checkFeature(sections: Sections, at: number, columnCount: number): void {
  const { view, binCount, kernel } = sections;
  const word = (which: number): number => view.getInt32(at + 4 * which, true);
  const count = word(featureWords.thresholdCount);
  const slices = word(featureWords.slices);
  const method = word(featureWords.method);
  const column = word(featureWords.column);
  check(column >= 0 && column < columnCount);
  check(count >= 1 && count <= 0xffff);
  check(slices === Math.ceil(count / layout.sliceThresholds));
  for (const first of [word(featureWords.firstLowest), word(featureWords.firstHighest)]) {
    check(first >= -1 && (first < 0 || first + slices <= binCount));
  }
  check(method >= binMethods.compare && method <= binMethods.search);
  const rounds = method === binMethods.grid ? word(featureWords.gridRounds) : 0;
  check(rounds >= 0 && rounds <= 64);
  const halving = 2 ** Math.ceil(Math.log2(count + 1)) - 1;
  checkSection(sections, word(featureWords.thresholdsAt), 4 * Math.max(halving, count + rounds));
  if (method !== binMethods.grid) return;
  const last = word(featureWords.gridLast);
  const gridAt = word(featureWords.gridAt);
  check(last >= 0 && last <= 0xffff && last % 2 === 1);
  checkSection(sections, gridAt, 2 * (last + 1));
  check(kernel.wrongStarts(binsAt + gridAt, last + 1, count) === 0);
}

function checkSweep(sections: Sections, at: number, kind: number, count: number, leavesAt: number): void {
  const { kernel, nodeCount } = sections;
  check(count <= (kind === sweepKinds.planes ? layout.groupRows - 1 : layout.sweepNodes));
  checkSection(sections, at, layout.sweepBytes * count);
  checkSection(sections, leavesAt, kind === sweepKinds.planes ? 4 * layout.groupRows : 4 * (count + 1));
  check(kernel.wrongSides(binsAt + at, count) === 0);
  checkColumns(sections, at + 12, count, layout.sweepBytes);
  if (kind === sweepKinds.walk) check(kernel.wrongNumbers(binsAt + leavesAt, count + 1, nodeCount) === 0);
}

function checkPerfect(sections: Sections, place: number, depth: number): void {
  const { nodes, bytes } = layout.perfectLayout(depth);
  checkSection(sections, place, bytes);
  checkColumns(sections, place, nodes);
}

function checkTopAndTail(sections: Sections, place: number, blocksAt: number): void {
  const { topDepth, depth, blockBytes } = layout.topAndTail;
  checkPerfect(sections, place, topDepth);
  const blocks = 2 ** topDepth;
  checkSection(sections, blocksAt, blockBytes * blocks);
  for (let node = 1; node < 2 ** (depth - topDepth); node++) {
    checkColumns(sections, blocksAt + 4 * node, blocks, blockBytes, 0xffff);
  }
}

function checkTree(sections: Sections, at: number): void {
  const { view, nodeCount } = sections;
  const word = (which: number): number => view.getUint32(at + 4 * which, true);
  const kind = word(treeWords.kind);
  const place = word(treeWords.at);
  check(kind >= 1 && (kind <= sweepKinds.walk || kind === layout.topAndTail.kind));
  check(word(treeWords.steps) <= nodeCount && word(treeWords.depthOfEight) <= nodeCount);
  if (kind === layout.topAndTail.kind) {
    checkTopAndTail(sections, place, word(treeWords.leavesAt));
    return;
  }
  if (kind > layout.perfectDepth) {
    checkSweep(sections, place, kind, word(treeWords.nodeCount), word(treeWords.leavesAt));
    return;
  }
  checkPerfect(sections, place, kind);
}

function checkWalk(sections: Sections, nodesAt: number, rootsAt: number, treeCount: number): void {
  const { kernel, nodeCount } = sections;
  check(kernel.wrongSteps(binsAt + nodesAt, nodeCount) === 0);
  // The place stands in the upper 24 bits, after the bin: read a byte further on, up to the child's number.
  checkColumns(sections, nodesAt + 1, nodeCount, layout.walkBytes, 0xffffff);
  check(kernel.wrongNumbers(binsAt + rootsAt, Math.ceil(treeCount / 8) * 8, nodeCount) === 0);
}

/**
 * Whether the kernel can work with the image without reading beside it: of this layout, for this model, and every place
 * and number in it within bounds. A digest tells accidents; this holds for any bytes.
 *
 * @param expected - what the model's other files say
 */
export function isUsableImage(
  image: Uint8Array,
  expected: { readonly source: string; readonly columnCount: number; readonly treeCount: number },
  kernel = layOut(image),
): boolean {
  if (image.length < header.bytes || kernel === undefined) return false;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const word = (at: number): number => view.getUint32(at, true);
  const magic = new TextDecoder('latin1').decode(image.subarray(0, layout.imageMagic.length));
  const source = Array.from(image.subarray(header.source, header.source + 32), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const sections = { view, kernel, binCount: word(header.binCount), nodeCount: word(header.nodeCount) };
  const treeCount = word(header.treeCount);
  const featureCount = word(header.featureCount);
  try {
    check(magic === layout.imageMagic && source === expected.source);
    check(word(header.byteLength) === image.length);
    check(word(header.columnCount) === expected.columnCount && treeCount === expected.treeCount);
    check(sections.binCount < 2 ** 24 / layout.groupRows);
    checkSection(sections, word(header.featuresAt), layout.featureBytes * featureCount);
    checkSection(sections, word(header.treesAt), layout.treeBytes * treeCount);
    checkSection(sections, word(header.nodesAt), layout.walkBytes * sections.nodeCount);
    checkSection(sections, word(header.valuesAt), 4 * sections.nodeCount);
    checkSection(sections, word(header.rootsAt), 32 * Math.ceil(treeCount / 8));
    for (let i = 0; i < featureCount; i++) {
      checkFeature(sections, word(header.featuresAt) + layout.featureBytes * i, expected.columnCount);
    }
    for (let i = 0; i < treeCount; i++) checkTree(sections, word(header.treesAt) + layout.treeBytes * i);
    checkWalk(sections, word(header.nodesAt), word(header.rootsAt), treeCount);
  } catch (error) {
    if (error instanceof BrokenImage) return false;
    throw error;
  }
  return true;
}
