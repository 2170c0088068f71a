/** Where the constants stand in the kernel's memory, and where they end; the assembly's number.ts has the same. */
export const shortNumbersAt = 256;
export const shortNumbersEnd = shortNumbersAt + 16 * (5 + 17 * 17 + 9);

/** A place that no byte comes from: 0 stands there then. */
const nowhere = 0x80;

/** What the kernel reads short numbers with. */
export function shortNumberConstants(): Uint8Array {
  const bytes = new Uint8Array(shortNumbersEnd - shortNumbersAt);
  const view = new DataView(bytes.buffer);
  bytes.fill(48, 0, 16);
  bytes.fill(9, 16, 32);
  for (let i = 0; i < 16; i++) bytes[32 + i] = i % 2 === 0 ? 10 : 1;
  for (let i = 0; i < 8; i++) {
    view.setInt16(48 + 2 * i, i % 2 === 0 ? 100 : 1, true);
    view.setInt16(64 + 2 * i, i % 2 === 0 ? 10_000 : 1, true);
  }
  // Digits stand at the end of 16 places; those before a mark, which is at 16 where there is none, move up into its place.
  for (let length = 0; length <= 16; length++) {
    for (let mark = 0; mark <= 16; mark++) {
      const first = 16 - length;
      for (let to = 0; to < 16; to++) {
        const from = mark < 16 && to <= mark ? to - 1 : to;
        bytes[80 + 16 * (17 * length + mark) + to] = from >= first ? from : nowhere;
      }
    }
  }
  for (let mark = 0; mark <= 16; mark++) {
    view.setFloat64(80 + 16 * 17 * 17 + 8 * mark, 10 ** Math.max(0, 15 - mark), true);
  }
  return bytes;
}
