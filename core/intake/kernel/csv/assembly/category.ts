/*
 * An entry is four words of 64 bits: the text's first eight bytes, its last eight where it is longer than that, its length
 * and code (32 bits each), and the place of all of it; length u32.MAX_VALUE where there is none. See category-table.ts.
 */
const ENTRY_SHIFT: usize = 5;

function isSame(a: usize, b: usize, length: usize): bool {
  let at: usize = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  for (; at < length; at++) if (load<u8>(a + at) != load<u8>(b + at)) return false;
  return true;
}

/**
 * The code of a text in an open-addressed table that has room left. Eight bytes from its beginning and before its end are
 * read, however short it is. Without branches that hang on the text: they would be guessed wrong half of the time.
 *
 * @returns -2 where it does not stand there
 */
// @ts-expect-error: decorator
@inline
export function category(text: usize, length: usize, table: usize, mask: u32): i32 {
  const cut = <u64>0xffffffffffffffff >> ((8 - <u64>min<usize>(length, 8)) << 3);
  const first = length == 0 ? 0 : load<u64>(text) & cut;
  const last = select<u64>(load<u64>(text + length - 8), 0, length > 8);
  const mixed = (first ^ (last * 0x9e3779b97f4a7c15) ^ <u64>length) * 0xd6e8feb86659fd93;
  let slot = <u32>(mixed >> 32) & mask;
  while (true) {
    const entry = table + ((<usize>slot) << ENTRY_SHIFT);
    const held = load<u32>(entry, 16);
    const differs = (load<u64>(entry) ^ first) | (load<u64>(entry, 8) ^ last) | <u64>(held ^ <u32>length);
    if (differs == 0 && (length <= 16 || isSame(text, <usize>load<u32>(entry, 24), length))) return load<i32>(entry, 20);
    if (held == u32.MAX_VALUE) return -2;
    slot = (slot + 1) & mask;
  }
}
