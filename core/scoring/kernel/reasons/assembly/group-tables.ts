/*
 * The tables of groups: what their leaves contribute for all 16 combinations of answers, see core/scoring/tree-shap.ts for
 * the mathematics. Two points make a quadrature that is exact for up to four columns on a path; both weigh a half. Vectors
 * hold four combinations.
 */
import * as at from '../layout';
import { nodeAt } from './divide';

const low: f32 = 0.21132486540518713;
const high: f32 = 0.7886751345948129;

/** Which of the sums of a group a column adds to, as a place; a new one where it is the first of its feature. */
function sumOf(head: usize, group: usize, column: u32): u32 {
  const sum = load<u32>(<usize>load<u32>(head, at.headFeatureOfColumn) + 4 * column) * at.vectorBytes;
  const count = load<u32>(group, at.groupSumCount);
  let i: u32 = 0;
  for (; i < count; i++) if (load<u32>(group + 4 * i, at.groupSums) == sum) return i;
  store<u32>(group + 4 * i, sum, at.groupSums);
  store<u32>(group, count + 1, at.groupSumCount);
  return i;
}

/** A question of a group as a bit. */
function bitOf(group: usize, question: u32): u32 {
  let bit: u32 = 1;
  for (let one = group; load<u32>(one, at.groupAnswers) != question; one += 4) bit <<= 1;
  return bit;
}

/** Writes the columns that the path to a leaf asks for. @returns the place behind them */
function playersOf(head: usize, group: usize, leaf: u32, first: usize): usize {
  let end = first;
  let above = load<u32>(nodeAt(head, leaf), at.nodeParent);
  for (let below = leaf; above != below; ) {
    const edge = nodeAt(head, below);
    const node = nodeAt(head, above);
    const column = load<u32>(node, at.nodeColumn);
    const bit = bitOf(group, load<u32>(node, at.nodeQuestion));
    const answer = below == above + 1 ? bit : 0;
    let player = first;
    while (player < end && load<u32>(player, at.playerColumn) != column) player += at.playerBytes;
    if (player == end) {
      end += at.playerBytes;
      store<u32>(player, column, at.playerColumn);
      store<u32>(player, bit, at.playerAsked);
      store<u32>(player, answer, at.playerAnswers);
      store<u32>(player, sumOf(head, group, column), at.playerSum);
      // The edge nearest to the leaf has the share of all edges of its column.
      store<f32>(player, load<f32>(edge, at.nodePassed), at.playerZ);
    } else {
      const asked = load<u32>(player, at.playerAsked);
      const answers = load<u32>(player, at.playerAnswers);
      // Nobody goes where one question is answered in two ways: that takes an answer that there is none of.
      const never = (asked & bit) != 0 && (answers & bit) != answer ? <u32>at.combinations : 0;
      store<u32>(player, asked | bit | never, at.playerAsked);
      store<u32>(player, answers | answer | never, at.playerAnswers);
    }
    below = above;
    above = load<u32>(node, at.nodeParent);
  }
  return end;
}

/** Writes what a column gains and lets through, by the answers to its questions. */
function fillPlayer(player: usize): void {
  const asked = i32x4.splat(load<u32>(player, at.playerAsked));
  const answers = i32x4.splat(load<u32>(player, at.playerAnswers));
  const z = load<f32>(player, at.playerZ);
  const offLow = (<f32>1 - low) * z;
  const offHigh = (<f32>1 - high) * z;
  let combinations = i32x4(0, 1, 2, 3);
  for (let to = player; to < player + at.combinationsBytes; to += 16) {
    const on = i32x4.eq(v128.and(combinations, asked), answers);
    v128.store(to, v128.bitselect(f32x4.splat(<f32>1 - z), f32x4.splat(-z), on), at.playerGains);
    v128.store(to, v128.bitselect(f32x4.splat(low + offLow), f32x4.splat(offLow), on), at.playerLows);
    v128.store(to, v128.bitselect(f32x4.splat(high + offHigh), f32x4.splat(offHigh), on), at.playerHighs);
    combinations = i32x4.add(combinations, i32x4.splat(4));
  }
}

/** Adds what a leaf contributes to a table. */
function addLeaf(value: f32, first: usize, end: usize, table: usize): void {
  for (let player = first; player < end; player += at.playerBytes) fillPlayer(player);
  const half = f32x4.splat(0.5 * value);
  for (let player = first; player < end; player += at.playerBytes) {
    const to = table + load<u32>(player, at.playerSum) * at.combinationsBytes;
    for (let four: usize = 0; four < <usize>at.combinationsBytes; four += 16) {
      let lows = half;
      let highs = half;
      for (let other = first + four; other < end; other += at.playerBytes) {
        if (other == player + four) continue;
        lows = f32x4.mul(lows, v128.load(other, at.playerLows));
        highs = f32x4.mul(highs, v128.load(other, at.playerHighs));
      }
      const gains = f32x4.mul(v128.load(player + four, at.playerGains), f32x4.add(lows, highs));
      v128.store(to + four, f32x4.add(v128.load(to + four), gains));
    }
  }
}

/** Reckons the tables of all groups. */
export function fillTables(head: usize): void {
  const draft: usize = load<u32>(head, at.headDraft);
  const players = draft + at.draftPlayers;
  const reals = draft + at.draftTable;
  let group: usize = load<u32>(head, at.headGroups);
  let planes: usize = load<u32>(head, at.headGroupTables);
  for (let left = load<u32>(head, at.headGroupCount); left > 0; left--) {
    memory.fill(reals, 0, at.draftBytes - at.draftTable);
    for (let next = load<u32>(group, at.groupFirst); next != 0; ) {
      const leaf = nodeAt(head, next - 1);
      addLeaf(load<f32>(leaf, at.nodeValue), players, playersOf(head, group, next - 1, players), reals);
      next = load<u32>(leaf, at.nodeNext);
    }
    store<u32>(group, <u32>planes, at.groupTable);
    const count: usize = load<u32>(group, at.groupSumCount) * at.combinations;
    for (let i: usize = 0; i < count; i++) {
      const bits = load<u32>(reals + 4 * i);
      const to = planes + (i & (at.combinations - 1));
      store<u8>(to, <u8>bits);
      store<u8>(to, <u8>(bits >> 8), 16);
      store<u8>(to, <u8>(bits >> 16), 32);
      store<u8>(to, <u8>(bits >> 24), 48);
      if ((i & (at.combinations - 1)) == at.combinations - 1) planes += at.planesBytes;
    }
    group += at.groupBytes;
  }
}
