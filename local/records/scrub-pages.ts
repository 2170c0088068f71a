import { fsyncSync, read, readSync, statSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Database } from './database.ts';

const readAsync = promisify(read);

/*
 * With `secure_delete` SQLite overwrites a cell that is deleted. But a page that is built anew when its neighbours are balanced
 * keeps, between its pointers and its cells, what stood there before: copies of cells that have moved on, and are deleted
 * elsewhere. Nothing ever reads those bytes, so they may be overwritten in the file, as long as nobody writes pages.
 *
 * Source: SQLite, "Database File Format", 1.6, https://www.sqlite.org/fileformat2.html; `rebuildPage` in btree.c.
 */

/** Bytes of the file's header, which page 1 begins with; places in it. */
const fileHeader = { bytes: 100, pageSize: 16, reserved: 20 } as const;

/** Bytes of a b-tree page's header, by the page's type. */
const pageHeaders: ReadonlyMap<number, number> = new Map([
  [2, 12],
  [5, 12],
  [10, 8],
  [13, 8],
]);

const largestPage = 65_536;
/** Pages of which the first byte of a number is 0, and so no type: a page that overflows begins with the next one's number. */
const mostPages = 2 ** 24;
const zeros = new Uint8Array(largestPage);

const readBytesAtOnce = 1 << 20;

/** How often it is tried to find the write-ahead log empty, and how long to wait in between. */
const mostTries = 20;
const tryAgainMs = 25;

interface Pages {
  readonly pageBytes: number;
  /** Bytes at the end of each page that are not SQLite's. */
  readonly reservedBytes: number;
}

function pagesOf(head: Buffer): Pages {
  const size = head.readUInt16BE(fileHeader.pageSize);
  return { pageBytes: size === 1 ? largestPage : size, reservedBytes: head.readUInt8(fileHeader.reserved) };
}

/** Where a page has room between its pointers and its cells, if something stands there. */
function dirtyGapOf(page: Buffer, isFirst: boolean, { reservedBytes }: Pages): readonly [number, number] | undefined {
  const at = isFirst ? fileHeader.bytes : 0;
  const headerBytes = pageHeaders.get(page[at]!);
  if (headerBytes === undefined) return undefined;
  const from = at + headerBytes + 2 * page.readUInt16BE(at + 3);
  const to = page.readUInt16BE(at + 5) || largestPage;
  if (from >= to || to > page.length - reservedBytes) return undefined;
  return page.compare(zeros, 0, to - from, from, to) === 0 ? undefined : [from, to];
}

/**
 * Numbers from 0 of the pages of a file that hold something where nothing belongs; while others write it, about.
 *
 * @returns undefined where the file has too many pages for their kinds to be told
 */
async function dirtyPages(descriptor: number): Promise<number[] | undefined> {
  const room = Buffer.alloc(readBytesAtOnce); // a multiple of any page
  const dirty: number[] = [];
  let pages: Pages | undefined;
  for (let place = 0; ; ) {
    const { bytesRead } = await readAsync(descriptor, room, 0, room.length, place);
    if (bytesRead < fileHeader.bytes) return dirty;
    pages ??= pagesOf(room);
    const { pageBytes } = pages;
    for (let at = 0; at + pageBytes <= bytesRead; at += pageBytes) {
      const number = (place + at) / pageBytes;
      if (number >= mostPages) return undefined;
      if (dirtyGapOf(room.subarray(at, at + pageBytes), number === 0, pages)) dirty.push(number);
    }
    place += bytesRead - (bytesRead % pageBytes);
    if (bytesRead < room.length) return dirty;
  }
}

/** Overwrites what stands where nothing belongs. The caller sees to it that nobody writes pages. */
function scrub(descriptor: number, numbers: readonly number[]): void {
  const head = Buffer.alloc(fileHeader.bytes);
  readSync(descriptor, head, 0, head.length, 0);
  const pages = pagesOf(head);
  const page = Buffer.alloc(pages.pageBytes);
  for (const number of numbers) {
    const place = number * pages.pageBytes;
    if (readSync(descriptor, page, 0, page.length, place) < page.length) continue;
    const gap = dirtyGapOf(page, number === 0, pages);
    if (gap) writeSync(descriptor, zeros, 0, gap[1] - gap[0], place + gap[0]);
  }
  fsyncSync(descriptor);
}

/**
 * Overwrites the copies of what was deleted that pages still hold; the write-ahead log is empty afterwards but for a page.
 *
 * @returns false where other processes were reading or writing all the while, or the file is too large, so that some may be left
 */
export async function scrubPages(database: Database): Promise<boolean> {
  const dirty = await dirtyPages(database.descriptor);
  if (dirty === undefined) return false;
  if (dirty.length === 0) return true;
  for (let tries = 0; tries < mostTries; tries++) {
    if (tries > 0) await setTimeout(tryAgainMs);
    if (!database.checkpoint()) continue;
    database.forgetPages();
    const isDone = database.transaction(() => {
      if (statSync(`${database.file}-wal`, { throwIfNoEntry: false })?.size) return false; // somebody was faster
      scrub(database.descriptor, dirty);
      database.run('UPDATE customer_changes SET number = number'); // other processes forget the pages that they hold
      return true;
    });
    if (isDone) return true;
  }
  return false;
}
