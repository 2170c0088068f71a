import { constants, gzipSync } from 'node:zlib';

const block = 512;

export interface TarEntry {
  /** Relative, with `/`, at most 100 bytes. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** A whole number as tar has them: octal, with a NUL at the end. */
function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`;
}

/** Header of a file (POSIX ustar); owner, time and mode are the same on every machine. */
function header(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long a name for a tar archive`);
  const bytes = Buffer.alloc(block);
  bytes.write(path, 0);
  bytes.write(octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(0, 12), 100);
  bytes.write(' '.repeat(8), 148); // the checksum counts as spaces while it is made
  bytes.write('0', 156); // an ordinary file
  bytes.write('ustar\x0000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

/** Packs files into a `.tar.gz`: equal entries give equal bytes. */
export function packTarGz(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap(({ path, content }) => [
    header(path, content.length),
    content,
    Buffer.alloc((block - (content.length % block)) % block),
  ]);
  const packed = gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * block)]), { level: constants.Z_BEST_COMPRESSION });
  packed[9] = 255; // "made on": zlib would name the system
  return packed;
}
