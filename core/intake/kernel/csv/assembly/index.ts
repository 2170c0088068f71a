import { category } from './category';
import { plainNumber } from './number';

/*
 * Takes plain rows of a CSV text apart and reads their cells into columns: what is written as most programs write it. Whatever
 * else stands there (exponents, blanks around a value, texts off the list, …) is handed over as a cell, and rows that
 * are not plain as rows, for the ordinary reader to judge: this one never rejects anything.
 *
 * The caller checks nothing twice, and sees to it that the text is valid UTF-8 and followed by 144 line ends.
 */

/** Words at the beginning of the memory, for what a scan has to say besides its rows; see csv-kernel.ts. */
const STOPPED_AT: usize = 0;
const LINES: usize = 4;
const CELLS: usize = 8;
const HARD: usize = 12;

/** A column of the plan is eight words: kind, where its values go, bounds (f64), category table and its mask, or an id's
 * least length and whether digits may begin a shorter one. */
const COLUMN_BYTES: usize = 32;
const NUMBER: u32 = 1;
const CATEGORY: u32 = 2;
const ID: u32 = 3;
const CELL: u32 = 4;

const QUOTE: u32 = 34;
const RETURN: u32 = 13;

/** States of a row. */
const PLAIN: u32 = 0;
const NOT_PLAIN: u32 = 1;

const longestRow: usize = 1_048_576;

/** Bytes that are searched for delimiters and line ends in one go. */
const BLOCK: usize = 64;

/** A bit for each byte of a block where either stands. */
// @ts-expect-error: decorator
@inline
function bitsOf(at: usize, a: v128, b: v128): u64 {
  return (
    bitsAt(at, a, b) | (bitsAt(at + 16, a, b) << 16) | (bitsAt(at + 32, a, b) << 32) | (bitsAt(at + 48, a, b) << 48)
  );
}

// @ts-expect-error: decorator
@inline
function bitsAt(at: usize, a: v128, b: v128): u64 {
  const bytes = v128.load(at);
  return <u64>i8x16.bitmask(v128.or(i8x16.eq(bytes, a), i8x16.eq(bytes, b)));
}

/** The next place where either byte stands. */
// @ts-expect-error: decorator
@inline
function next(from: usize, a: v128, b: v128): usize {
  let at = from;
  while (true) {
    const bytes = v128.load(at);
    const found = i8x16.bitmask(v128.or(i8x16.eq(bytes, a), i8x16.eq(bytes, b)));
    if (found != 0) return at + <usize>ctz(found);
    at += 16;
  }
}

/**
 * Reads rows from `at` until `end`, until there is no more room, or until a line with a quote that does not close in it
 * or stands where none may.
 *
 * @param plan - of `columnCount` columns
 * @param rows - start, end, line (u32 each) and state (u32) of every row
 * @param cells - row, column, start and length (u32 each) of every cell that is left to the caller
 * @param mostCells - room for cells, at least `columnCount`
 * @param line - number of the line at `at`
 * @returns rows read
 */
export function scan(
  from: usize,
  end: usize,
  plan: usize,
  columnCount: u32,
  delimiter: u32,
  newline: u32,
  decimal: u32,
  rows: usize,
  mostRows: u32,
  cells: usize,
  mostCells: u32,
  line: u32,
): u32 {
  const delimiters = i8x16.splat(<i8>delimiter);
  const newlines = i8x16.splat(<i8>newline);
  const quotes = i8x16.splat(34);
  const marks = i8x16.splat(<i8>decimal);
  const firstLine = line;
  // Ends of cells not come to yet in the block at hand; those before `at` are gone from it.
  let blockAt = from - BLOCK;
  let ends: u64 = 0;
  let at = from;
  let row: u32 = 0;
  let cellCount: u32 = 0;
  let hard: u32 = 0;
  while (at < end && row < mostRows && cellCount + columnCount <= mostCells) {
    const start = at;
    const cellsBefore = cellCount;
    let state = load<u8>(at) == 32 ? NOT_PLAIN : PLAIN;
    let anything = false;
    let column: u32 = 0;
    let lineEnd: usize = 0;
    while (true) {
      let content = at;
      let stop: usize = 0;
      let after: usize = 0;
      if (load<u8>(at) == QUOTE) {
        content = at + 1;
        stop = next(content, quotes, newlines);
        while (load<u8>(stop) == QUOTE && load<u8>(stop, 1) == QUOTE) {
          state = NOT_PLAIN; // an escaped quote
          stop = next(stop + 2, quotes, newlines);
        }
        if (stop >= end || load<u8>(stop) != QUOTE) {
          hard = 1;
          break;
        }
        after = stop + 1;
        if (load<u8>(after) != delimiter) {
          if (newline != RETURN) while (load<u8>(after) == RETURN) after++;
          if (after < end && load<u8>(after) != newline) {
            hard = 1;
            break;
          }
          if (after > end) after = end;
        } else if (after >= end) {
          after = end; // what follows the text is not part of it
        }
        blockAt = after + 1 - BLOCK;
        ends = 0;
      } else {
        while (ends == 0) {
          blockAt += BLOCK;
          ends = bitsOf(blockAt, delimiters, newlines);
        }
        after = blockAt + <usize>ctz(ends);
        ends &= ends - 1;
        if (after > end) after = end;
        stop = after;
        if (after == end || load<u8>(after) != delimiter) while (stop > content && load<u8>(stop - 1) == RETURN) stop--;
      }
      const length = stop - content;
      if (length > 0) {
        const first = load<u8>(content);
        if (first > 32 && first < 128) anything = true;
      }
      if (column < columnCount && state == PLAIN) {
        const spec = plan + <usize>column * COLUMN_BYTES;
        const kind = load<u32>(spec);
        if (kind == NUMBER) {
          const out = <usize>load<u32>(spec, 4) + (<usize>row << 3);
          if (length == 0) store<f64>(out, NaN);
          else {
            const value = plainNumber(content, stop, decimal, marks);
            // Neither a value out of bounds nor NaN, for what is not plain, is within them.
            if (value >= load<f64>(spec, 8) && value <= load<f64>(spec, 16)) store<f64>(out, value);
            else cellCount = put(cells, cellCount, row, column, content, length);
          }
        } else if (kind == CATEGORY) {
          const code = category(content, length, load<u32>(spec, 24), load<u32>(spec, 28));
          if (code == -2) cellCount = put(cells, cellCount, row, column, content, length);
          else store<i32>(<usize>load<u32>(spec, 4) + (<usize>row << 2), code);
        } else if (kind == ID) {
          const out = <usize>load<u32>(spec, 4) + (<usize>row << 3);
          store<u32>(out, <u32>content);
          store<u32>(out, <u32>length, 4);
          const first: u32 = load<u8>(content);
          const last: u32 = length > 0 ? load<u8>(stop - 1) : 0;
          const isLong = length >= <usize>load<u32>(spec, 24) || (load<u32>(spec, 28) != 0 && first - 48 < 10);
          const isPlain = isLong && length <= 128 && first - 33 < 94 && last - 33 < 94;
          if (!isPlain) cellCount = put(cells, cellCount, row, column, content, length);
        } else if (kind == CELL) cellCount = put(cells, cellCount, row, column, content, length);
      }
      column++;
      if (after >= end || load<u8>(after) != delimiter) {
        lineEnd = after;
        break;
      }
      at = after + 1;
    }
    if (hard) {
      cellCount = cellsBefore;
      at = start;
      break;
    }
    at = lineEnd + 1;
    let stop = lineEnd;
    while (stop > start && load<u8>(stop - 1) == RETURN) stop--;
    if (stop > start) {
      if (column != columnCount || !anything || lineEnd - start > longestRow) state = NOT_PLAIN;
      if (state == NOT_PLAIN) cellCount = cellsBefore;
      const place = rows + (<usize>row << 4);
      store<u32>(place, <u32>start);
      store<u32>(place, <u32>lineEnd, 4);
      store<u32>(place, line, 8);
      store<u32>(place, state, 12);
      row++;
    }
    line++;
  }
  store<u32>(STOPPED_AT, <u32>min(at, end));
  store<u32>(LINES, line - firstLine);
  store<u32>(CELLS, cellCount);
  store<u32>(HARD, hard);
  return row;
}

/** Whether a text, which line ends follow, is ASCII throughout. */
export function isAscii(from: usize, end: usize): bool {
  let all = i8x16.splat(0);
  for (let at = from; at < end; at += 16) all = v128.or(all, v128.load(at));
  return i8x16.bitmask(all) == 0;
}

/**
 * How many lines a text has, which line ends follow, if each of them is a row whatever stands in it.
 *
 * @returns -1 where there is a quote, or a line that may be blank: an empty one, or one that begins with a blank or a CR
 */
export function plainLines(from: usize, end: usize, newline: i32): i32 {
  const lineEnd = i8x16.splat(<i8>newline);
  const first = <i32>load<u8>(from);
  if (first == newline || first == 13 || first == 32) return -1;
  let count: i32 = 0;
  for (let at = from; at < end; at += 16) {
    const here = v128.load(at);
    const next = v128.load(at, 1);
    let ends = i8x16.bitmask(i8x16.eq(here, lineEnd));
    let quotes = i8x16.bitmask(i8x16.eq(here, i8x16.splat(34)));
    let blanks = i8x16.bitmask(
      v128.or(i8x16.eq(next, lineEnd), v128.or(i8x16.eq(next, i8x16.splat(13)), i8x16.eq(next, i8x16.splat(32)))),
    );
    const left = <i32>(end - at);
    if (left <= 16) {
      const within = (1 << left) - 1;
      ends &= within;
      quotes &= within;
      blanks &= within >> 1; // what follows the last byte is not of the text
    }
    if ((quotes | (ends & blanks)) != 0) return -1;
    count += popcnt(ends);
  }
  return <i32>load<u8>(end - 1) == newline ? count : count + 1;
}

/** How often a byte stands in a text, which others may follow. */
export function countOf(from: usize, end: usize, byte: i32): i32 {
  const wanted = i8x16.splat(<i8>byte);
  let count: i32 = 0;
  for (let at = from; at < end; at += 16) {
    let found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    const left = <i32>(end - at);
    if (left < 16) found &= (1 << left) - 1;
    count += popcnt(found);
  }
  return count;
}

function put(cells: usize, count: u32, row: u32, column: u32, start: usize, length: usize): u32 {
  const place = cells + (<usize>count << 4);
  store<u32>(place, row);
  store<u32>(place, column, 4);
  store<u32>(place, <u32>start, 8);
  store<u32>(place, <u32>length, 12);
  return count + 1;
}
