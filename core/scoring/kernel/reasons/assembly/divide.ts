/*
 * Divides the leaves of small trees into groups: leaves of one tree or several whose paths have few questions in all, so
 * that what they contribute hangs on the answers to those alone. Done here rather than outside, because a first answer
 * waits for it, and here it is compiled.
 */
import * as at from '../layout';

// @ts-ignore: decorator
@inline
export function nodeAt(head: usize, node: u32): usize {
  return load<u32>(head, at.headNodes) + node * at.nodeBytes;
}

// @ts-ignore: decorator
@inline
function isLeaf(head: usize, node: u32): bool {
  return load<i32>(nodeAt(head, node), at.nodeColumn) == -1;
}

// @ts-ignore: decorator
@inline
function mix(hash: u32, word: u32): u32 {
  hash = (hash ^ word) * 0x9e3779b1;
  return hash ^ (hash >> 15);
}

/** Finds the question of a node among all, or adds it. @returns the offset of its answers */
function questionOf(head: usize, node: usize): u32 {
  const x = load<u32>(node, at.nodeX);
  const bits = load<u32>(node, at.nodeThreshold);
  const slots: usize = load<u32>(head, at.headQuestionSlots);
  const mask = load<u32>(head, at.headSlotCount) - 1;
  const questions: usize = load<u32>(head, at.headQuestions);
  let slot = mix(mix(0, x), bits) & mask;
  let found = load<u32>(slots + 4 * slot);
  for (; found != 0; found = load<u32>(slots + 4 * slot)) {
    const question = questions + (found - 1) * at.questionBytes;
    const isSame = load<u32>(question, at.questionX) == x && load<u32>(question, at.questionThreshold) == bits;
    if (isSame) return found * at.answerBytes;
    slot = (slot + 1) & mask;
  }
  const count = load<u32>(head, at.headQuestionCount);
  const added = questions + count * at.questionBytes;
  store<u32>(added, x, at.questionX);
  store<u32>(added, bits, at.questionThreshold);
  store<u32>(head, count + 1, at.headQuestionCount);
  store<u32>(slots + 4 * slot, count + 1);
  return (count + 1) * at.answerBytes;
}

/** Adds a question to some, ascending. @returns how many there are now; one too many says that there are more */
function addAsk(asks: usize, count: u32, question: u32): u32 {
  if (count > <u32>at.groupQuestions) return count;
  let to = count;
  for (; to > 0; to--) {
    const before = load<u32>(asks + 4 * (to - 1));
    if (before == question) return count;
    if (before < question) break;
  }
  for (let move = count; move > to; move--) store<u32>(asks + 4 * move, load<u32>(asks + 4 * (move - 1)));
  store<u32>(asks + 4 * to, question);
  return count + 1;
}

/** Adds the questions below a node to some. */
function addAsksBelow(head: usize, node: u32, asks: usize, count: u32): u32 {
  if (isLeaf(head, node) || count > <u32>at.groupQuestions) return count;
  const place = nodeAt(head, node);
  count = addAsk(asks, count, load<u32>(place, at.nodeQuestion));
  count = addAsksBelow(head, node + 1, asks, count);
  return addAsksBelow(head, load<u32>(place, at.nodeRight), asks, count);
}

/** The group of some questions, found or begun. */
function groupOf(head: usize, asks: usize, count: u32): usize {
  for (let i = count; i < <u32>at.groupQuestions; i++) store<u32>(asks + 4 * i, 0);
  const key = v128.load(asks);
  let hash: u32 = 0;
  for (let i: u32 = 0; i < count; i++) hash = mix(hash, load<u32>(asks + 4 * i));
  const slots: usize = load<u32>(head, at.headGroupSlots);
  const mask = load<u32>(head, at.headSlotCount) - 1;
  const groups: usize = load<u32>(head, at.headGroups);
  let slot = hash & mask;
  let found = load<u32>(slots + 4 * slot);
  for (; found != 0; found = load<u32>(slots + 4 * slot)) {
    const group = groups + (found - 1) * at.groupBytes;
    if (!v128.any_true(v128.xor(v128.load(group, at.groupAnswers), key))) return group;
    slot = (slot + 1) & mask;
  }
  const begun = load<u32>(head, at.headGroupCount);
  const added = groups + begun * at.groupBytes;
  v128.store(added, key, at.groupAnswers);
  store<u32>(head, begun + 1, at.headGroupCount);
  store<u32>(slots + 4 * slot, begun + 1);
  return added;
}

function addLeaf(head: usize, group: usize, leaf: u32): void {
  store<u32>(nodeAt(head, leaf), 0, at.nodeNext);
  const last = load<u32>(group, at.groupLast);
  if (last == 0) store<u32>(group, leaf + 1, at.groupFirst);
  else store<u32>(nodeAt(head, last - 1), leaf + 1, at.nodeNext);
  store<u32>(group, leaf + 1, at.groupLast);
}

function addLeavesBelow(head: usize, group: usize, node: u32): void {
  if (isLeaf(head, node)) {
    addLeaf(head, group, node);
    return;
  }
  addLeavesBelow(head, group, node + 1);
  addLeavesBelow(head, group, load<u32>(nodeAt(head, node), at.nodeRight));
}

/** @param beside - leaves beside the way down that have no group yet, 1 more than the first node; they are linked */
function divide(head: usize, node: u32, depth: u32, beside: u32): void {
  const draft: usize = load<u32>(head, at.headDraft);
  const path = draft + at.draftPath;
  const asks = draft + at.draftAsks;
  let count: u32 = 0;
  for (let i: u32 = 0; i < depth; i++) count = addAsk(asks, count, load<u32>(path + 4 * i));
  count = addAsksBelow(head, node, asks, count);
  if (count <= <u32>at.groupQuestions) {
    const group = groupOf(head, asks, count);
    while (beside != 0) {
      const next = load<u32>(nodeAt(head, beside - 1), at.nodeNext);
      addLeaf(head, group, beside - 1);
      beside = next;
    }
    addLeavesBelow(head, group, node);
    return;
  }
  const place = nodeAt(head, node);
  const left = node + 1;
  const right = load<u32>(place, at.nodeRight);
  store<u32>(path + 4 * depth, load<u32>(place, at.nodeQuestion));
  const isLeftLeaf = isLeaf(head, left);
  const isRightLeaf = isLeaf(head, right);
  if (isLeftLeaf || isRightLeaf) {
    const leaf = isLeftLeaf ? left : right;
    store<u32>(nodeAt(head, leaf), beside, at.nodeNext);
    divide(head, isLeftLeaf ? right : left, depth + 1, leaf + 1);
    return;
  }
  divide(head, left, depth + 1, beside);
  divide(head, right, depth + 1, 0);
}

function askQuestions(head: usize, node: u32): void {
  if (isLeaf(head, node)) return;
  const place = nodeAt(head, node);
  store<u32>(place, questionOf(head, place), at.nodeQuestion);
  askQuestions(head, node + 1);
  askQuestions(head, load<u32>(place, at.nodeRight));
}

/** Makes the questions and groups of all small trees. */
export function divideTrees(head: usize): void {
  const end = load<u32>(head, at.headSmall) + load<u32>(head, at.headSmallCount) * at.smallBytes;
  for (let tree: usize = load<u32>(head, at.headSmall); tree < end; tree += at.smallBytes) {
    const root = load<u32>(tree);
    if (isLeaf(head, root)) continue;
    askQuestions(head, root);
    divide(head, root, 0, 0);
  }
}
