import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, gzipSync } from 'node:zlib';

const training = fileURLToPath(new URL('../training', import.meta.url));

/**
 * What a SageMaker job gets: the entry points at the root, the package beside them. No `requirements.txt`, `setup.py` or
 * `pyproject.toml`: each would make the container install from the internet before it begins.
 */
async function sourceFiles(): Promise<string[]> {
  const packaged = await readdir(join(training, 'mainstay_training'), { withFileTypes: true, recursive: true });
  const modules = packaged
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => relative(training, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return ['process.py', 'train.py', ...modules.toSorted()];
}

const block = 512;

/** Header of a file in a tar archive (POSIX ustar); owner, time and mode are the same on every machine. */
function header(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long a name for a tar archive`);
  const bytes = Buffer.alloc(block);
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;
  bytes.write(path, 0);
  bytes.write(octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(0, 12), 100);
  bytes.write(' '.repeat(8), 148); // the checksum counts as spaces while it is made
  bytes.write('0', 156); // an ordinary file
  bytes.write('ustar\x0000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

/** The source package of the training jobs as `.tar.gz`: equal sources give equal bytes. */
export async function packTraining(): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const path of await sourceFiles()) {
    const content = await readFile(join(training, path));
    parts.push(header(path, content.length), content, Buffer.alloc((block - (content.length % block)) % block));
  }
  const packed = gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * block)]), { level: constants.Z_BEST_COMPRESSION });
  packed[9] = 255; // "made on": zlib would name the system
  return packed;
}

if (import.meta.main) {
  const [path] = process.argv.slice(2);
  if (path === undefined) {
    process.stderr.write('Usage: node scripts/pack-training.ts FILE.tar.gz\n');
    process.exitCode = 2;
  } else {
    await writeFile(path, await packTraining());
  }
}
