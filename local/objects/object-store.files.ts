import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { checkedObjectKey } from '../../core/object-key.ts';
import type { ObjectStore } from '../../core/ports.ts';
import { writeAtomically } from './atomic-write.ts';
import { fileChunks } from './file-chunks.ts';
import { asWriteFailure, systemCode } from './file-errors.ts';

/** Holds unfinished files; no key begins with a dot. */
const unfinishedFolder = '.unfinished';
/** Age at which an unfinished file counts as left over from a crash, milliseconds. */
const leftOverMs = 24 * 60 * 60 * 1000;

/** Objects as files of a folder, a key's parts being folders; see {@link ObjectStore}. */
export class FileObjectStore implements ObjectStore {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /**
   * Opens a folder, making it if need be, and clears away what a crash has left unfinished in it.
   *
   * @throws {DomainError} `storage-full`, `storage-read-only`
   */
  static async open(root: string): Promise<FileObjectStore> {
    try {
      await mkdir(root, { recursive: true });
      await clearLeftOvers(join(root, unfinishedFolder));
    } catch (error) {
      throw asWriteFailure(error, root);
    }
    return new FileObjectStore(root);
  }

  async put(
    key: string,
    content: Uint8Array | AsyncIterable<Uint8Array>,
    options: { ifAbsent?: boolean } = {},
  ): Promise<boolean> {
    const target = this.#path(key);
    const chunks = content instanceof Uint8Array ? once(content) : content;
    try {
      return await writeAtomically(target, join(this.#root, unfinishedFolder), chunks, options);
    } catch (error) {
      throw asWriteFailure(error, target);
    }
  }

  async read(
    key: string,
    options: { start?: number; end?: number; reuse?: boolean } = {},
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    const size = await this.size(key);
    if (size === undefined) return undefined;
    const start = options.start ?? 0;
    const end = Math.min(options.end ?? size, size);
    return end <= start ? once() : fileChunks(this.#path(key), options.reuse ?? false, { start, end });
  }

  async size(key: string): Promise<number | undefined> {
    try {
      const found = await stat(this.#path(key));
      return found.isFile() ? found.size : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const folder = prefix.includes('/') ? checkedObjectKey(prefix.slice(0, prefix.lastIndexOf('/'))) : '';
    const entries = await readdir(join(this.#root, folder), { withFileTypes: true, recursive: true }).catch(
      (error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      },
    );
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.#root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((key) => key.startsWith(prefix) && !key.startsWith('.'))
      .sort();
  }

  async remove(key: string): Promise<void> {
    const path = this.#path(key);
    try {
      await rm(path, { force: true });
    } catch (error) {
      if (!isMissing(error)) throw asWriteFailure(error, path);
    }
  }

  #path(key: string): string {
    return join(this.#root, ...checkedObjectKey(key).split('/'));
  }
}

async function* once(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function isMissing(error: unknown): boolean {
  const code = systemCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function clearLeftOvers(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > leftOverMs) await rm(path, { force: true });
  }
}
