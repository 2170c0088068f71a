import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packTarGz } from '../local/training/tar.ts';

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

/** The source package of the training jobs as `.tar.gz`: equal sources give equal bytes. */
export async function packTraining(): Promise<Buffer> {
  const files = await sourceFiles();
  return packTarGz(
    await Promise.all(files.map(async (path) => ({ path, content: await readFile(join(training, path)) }))),
  );
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
