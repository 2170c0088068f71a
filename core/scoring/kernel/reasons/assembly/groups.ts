/*
 * What the leaves of a group contribute is looked up by the answers to the group's questions, for 16 rows at once.
 */
import * as at from '../layout';

/** Answers all questions for 16 rows at a time: all bits of a byte where a row goes left. */
export function answerQuestions(head: usize, steps: usize): void {
  const blockBytes: usize = load<u32>(head, at.headAskedCount) * at.vectorBytes;
  const blocks: usize = load<u32>(head, at.headBlocks);
  let question: usize = load<u32>(head, at.headQuestions);
  let to: usize = load<u32>(head, at.headAnswers) + at.answerBytes;
  for (let left = load<u32>(head, at.headQuestionCount); left > 0; left--) {
    const threshold = v128.load_splat<f32>(question, at.questionThreshold);
    let x = blocks + load<u32>(question, at.questionX);
    for (let step: usize = 0; step < steps; step++) {
      const a = f32x4.lt(v128.load(x), threshold);
      const b = f32x4.lt(v128.load(x + blockBytes), threshold);
      const c = f32x4.lt(v128.load(x + 2 * blockBytes), threshold);
      const d = f32x4.lt(v128.load(x + 3 * blockBytes), threshold);
      v128.store(
        to + 16 * step,
        i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)),
      );
      x += 4 * blockBytes;
    }
    question += at.questionBytes;
    to += at.answerBytes;
  }
}

/** The answers to a group's questions as a number, for 16 rows. */
// @ts-ignore: decorator
@inline
function combinationOf(group: usize, answers: usize): v128 {
  const a = v128.load(answers + load<u32>(group, at.groupAnswers));
  const b = v128.load(answers + load<u32>(group, at.groupAnswers + 4));
  const c = v128.load(answers + load<u32>(group, at.groupAnswers + 8));
  const d = v128.load(answers + load<u32>(group, at.groupAnswers + 12));
  return v128.or(
    v128.or(v128.and(a, i8x16.splat(1)), v128.and(b, i8x16.splat(2))),
    v128.or(v128.and(c, i8x16.splat(4)), v128.and(d, i8x16.splat(8))),
  );
}

// @ts-ignore: decorator
@inline
function addTo(sum: usize, addend: v128): void {
  v128.store(sum, f32x4.add(v128.load(sum), addend));
}

/** Looks up what is to be added for 16 rows, and adds it to their sums. */
// @ts-ignore: decorator
@inline
function addPlanes(p0: v128, p1: v128, p2: v128, p3: v128, i: v128, sum: usize, sumBytes: usize): void {
  const a = i8x16.relaxed_swizzle(p0, i);
  const b = i8x16.relaxed_swizzle(p1, i);
  const c = i8x16.relaxed_swizzle(p2, i);
  const d = i8x16.relaxed_swizzle(p3, i);
  const abLow = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const cdLow = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const abHigh = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const cdHigh = i8x16.shuffle(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  addTo(sum, i16x8.shuffle(abLow, cdLow, 0, 8, 1, 9, 2, 10, 3, 11));
  addTo(sum + sumBytes, i16x8.shuffle(abLow, cdLow, 4, 12, 5, 13, 6, 14, 7, 15));
  addTo(sum + 2 * sumBytes, i16x8.shuffle(abHigh, cdHigh, 0, 8, 1, 9, 2, 10, 3, 11));
  addTo(sum + 3 * sumBytes, i16x8.shuffle(abHigh, cdHigh, 4, 12, 5, 13, 6, 14, 7, 15));
}

/** Adds what the leaves of a group contribute to the sums of all rows. */
export function explainGroup(group: usize, head: usize, steps: usize): void {
  const answers: usize = load<u32>(head, at.headAnswers);
  const sumBytes: usize = load<u32>(head, at.headFeatureCount) * at.vectorBytes;
  const i0 = combinationOf(group, answers);
  const i1 = combinationOf(group, answers + 16);
  const i2 = combinationOf(group, answers + 32);
  const i3 = combinationOf(group, answers + 48);
  const sums: usize = load<u32>(head, at.headSums);
  let table: usize = load<u32>(group, at.groupTable);
  const end = group + 4 * load<u32>(group, at.groupSumCount);
  for (let one = group; one < end; one += 4) {
    let sum = sums + load<u32>(one, at.groupSums);
    const p0 = v128.load(table);
    const p1 = v128.load(table, 16);
    const p2 = v128.load(table, 32);
    const p3 = v128.load(table, 48);
    addPlanes(p0, p1, p2, p3, i0, sum, sumBytes);
    if (steps > 1) {
      addPlanes(p0, p1, p2, p3, i1, sum + 4 * sumBytes, sumBytes);
      if (steps > 2) {
        addPlanes(p0, p1, p2, p3, i2, sum + 8 * sumBytes, sumBytes);
        if (steps > 3) addPlanes(p0, p1, p2, p3, i3, sum + 12 * sumBytes, sumBytes);
      }
    }
    table += at.planesBytes;
  }
}
