import * as layout from './image.ts';

const { imageHeader: header, featureWords, treeWords, sweepKinds, binMethods } = layout;

/** Thrown at the first thing that does not hold; nothing is read through a place that was not checked before. */
class BrokenImage extends Error {
  override readonly name = 'BrokenImage';
}

const check = (holds: boolean): void => {
  if (!holds) throw new BrokenImage();
};

/** What the image says of its own size. */
interface Sections {
  readonly view: DataView;
  readonly binCount: number;
  readonly nodeCount: number;
}

/** Checks that a section lies behind the header, inside the image and at a multiple of 16. */
function checkSection({ view }: Sections, at: number, bytes: number): void {
  const inside = at >= header.bytes && at % 16 === 0 && at + bytes <= view.byteLength;
  check(inside);
}

/** Words of a section that was checked. Going over them and adding up what is wrong is quick even where nothing is warm. */
function wordsAt(view: DataView, at: number, count: number): Uint32Array {
  const from = view.byteOffset + at;
  return new Uint32Array(view.buffer.slice(from, from + 4 * count));
}

function checkColumn({ binCount }: Sections, place: number): void {
  check(place % layout.groupRows === 0 && place / layout.groupRows < binCount);
}

function checkFeature(sections: Sections, at: number, columnCount: number): void {
  const { view, binCount } = sections;
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
  const starts = new Uint16Array(wordsAt(view, gridAt, (last + 1) / 2).buffer);
  let wrong = 0;
  for (let cell = 0; cell <= last; cell++) if (starts[cell]! > count) wrong++;
  check(wrong === 0);
}

function checkSweep(sections: Sections, at: number, kind: number, count: number, leavesAt: number): void {
  const { view, nodeCount } = sections;
  check(count <= (kind === sweepKinds.planes ? layout.groupRows - 1 : layout.sweepNodes));
  checkSection(sections, at, layout.sweepBytes * count);
  checkSection(sections, leavesAt, kind === sweepKinds.planes ? 4 * layout.groupRows : 4 * (count + 1));
  for (let node = at; node < at + layout.sweepBytes * count; node += layout.sweepBytes) {
    for (let copy = 8; copy < 12; copy++) check(view.getUint8(node + copy) <= count);
    checkColumn(sections, view.getUint32(node + 12, true));
  }
  if (kind !== sweepKinds.walk) return;
  for (let exit = 0; exit <= count; exit++) check(view.getUint32(leavesAt + 4 * exit, true) < nodeCount);
}

function checkPerfect(sections: Sections, place: number, depth: number): void {
  const { nodes, bytes } = layout.perfectLayout(depth);
  checkSection(sections, place, bytes);
  const words = wordsAt(sections.view, place, nodes);
  const end = sections.binCount * layout.groupRows;
  let wrong = 0;
  for (let node = 0; node < nodes; node++) if (words[node]! >= end || words[node]! % layout.groupRows !== 0) wrong++;
  check(wrong === 0);
}

function checkTopAndTail(sections: Sections, place: number, blocksAt: number): void {
  const { topDepth, depth, blockBytes } = layout.topAndTail;
  checkPerfect(sections, place, topDepth);
  const bytes = blockBytes * 2 ** topDepth;
  checkSection(sections, blocksAt, bytes);
  const words = wordsAt(sections.view, blocksAt, bytes / 4);
  const end = sections.binCount * layout.groupRows;
  let wrong = 0;
  for (let block = 0; block < words.length; block += blockBytes / 4) {
    for (let node = block + 1; node < block + 2 ** (depth - topDepth); node++) {
      const column = words[node]! & 0xffff;
      if (column >= end || column % layout.groupRows !== 0) wrong++;
    }
  }
  check(wrong === 0);
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
  const { view, nodeCount, binCount } = sections;
  const words = wordsAt(view, nodesAt, (layout.walkBytes / 4) * nodeCount);
  const end = binCount * layout.groupRows;
  let wrong = 0;
  for (let at = 0; at < words.length; at += 2) {
    const packed = words[at]!;
    const place = packed >>> 8;
    const last = words[at + 1]! + ((packed & 255) === layout.highestBin ? 0 : 1);
    if (last >= nodeCount || place >= end || place % layout.groupRows !== 0) wrong++;
  }
  check(wrong === 0);
  for (let i = 0; i < Math.ceil(treeCount / 8) * 8; i++) {
    check(view.getUint32(rootsAt + 4 * i, true) < nodeCount);
  }
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
): boolean {
  if (image.length < header.bytes) return false;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const word = (at: number): number => view.getUint32(at, true);
  const magic = new TextDecoder('latin1').decode(image.subarray(0, layout.imageMagic.length));
  const source = Array.from(image.subarray(header.source, header.source + 32), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const sections = { view, binCount: word(header.binCount), nodeCount: word(header.nodeCount) };
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
