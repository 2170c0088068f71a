/** An entry is four words: hash, place and length of the text, code; length u32.MAX_VALUE where there is none. */
const ENTRY_SHIFT: usize = 4;

/** FNV-1a, 32 bits; category-table.ts has the same. */
function hashOf(at: usize, end: usize): u32 {
  let hash: u32 = 2_166_136_261;
  for (; at < end; at++) hash = (hash ^ load<u8>(at)) * 16_777_619;
  return hash;
}

function isSame(a: usize, b: usize, length: usize): bool {
  let at: usize = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  for (; at < length; at++) if (load<u8>(a + at) != load<u8>(b + at)) return false;
  return true;
}

/**
 * The code of a text in an open-addressed table that has room left.
 *
 * @returns -2 where it does not stand there
 */
export function category(text: usize, length: usize, table: usize, mask: u32): i32 {
  const hash = hashOf(text, text + length);
  let slot = hash & mask;
  while (true) {
    const entry = table + ((<usize>slot) << ENTRY_SHIFT);
    const held = load<u32>(entry, 8);
    if (held == u32.MAX_VALUE) return -2;
    if (load<u32>(entry) == hash && held == <u32>length && isSame(text, load<u32>(entry, 4), length)) {
      return load<i32>(entry, 12);
    }
    slot = (slot + 1) & mask;
  }
}
