import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { ObjectStore } from '../../core/ports.ts';
import { writeAtomically } from '../objects/atomic-write.ts';
import { packTarGz } from './tar.ts';

/** The object store as a job sees it. */
export interface JobStore {
  readonly objects: ObjectStore;
  /** Name that stands for the store in `s3://` addresses. */
  readonly bucket: string;
  /** Folder of the store, if it is one: its files are linked instead of copied. */
  readonly folder?: string | undefined;
}

/** The key or prefix of an address. @throws {DomainError} `invalid-request` for another bucket */
export function keyOf({ bucket }: JobStore, uri: string): string {
  const prefix = `s3://${bucket}/`;
  if (!uri.startsWith(prefix)) {
    throw new DomainError('invalid-request', `${uri} is not in the bucket ${bucket} of this home`);
  }
  return uri.slice(prefix.length).replace(/\/$/, '');
}

/**
 * Brings the objects of an address to a folder, as SageMaker does: one object by its name, those below a prefix by what
 * follows it.
 *
 * @returns how many there were
 */
export async function download(store: JobStore, uri: string, folder: string): Promise<number> {
  const prefix = keyOf(store, uri);
  await mkdir(folder, { recursive: true });
  const below = await store.objects.list(`${prefix}/`);
  const files: [string, string][] = below.map((key) => [key, key.slice(prefix.length + 1)]);
  if (files.length === 0 && (await store.objects.size(prefix)) !== undefined) {
    files.push([prefix, prefix.slice(prefix.lastIndexOf('/') + 1)]);
  }
  for (const [key, name] of files) await bring(store, key, join(folder, ...name.split('/')));
  return files.length;
}

async function bring({ objects, folder }: JobStore, key: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (folder !== undefined) {
    const source = join(folder, ...key.split('/'));
    // An object is never changed in place, so that a second name for it is as good as a copy.
    await link(source, path).catch(() => copyFile(source, path));
    return;
  }
  const content = await objects.read(key);
  if (content) await writeAtomically(path, dirname(path), content, {});
}

/** Hands all files of a folder to the store, below the address. */
export async function upload(store: JobStore, folder: string, uri: string): Promise<void> {
  const prefix = keyOf(store, uri);
  for (const name of await filesIn(folder)) {
    await store.objects.put(`${prefix}/${name}`, createReadStream(join(folder, name)));
  }
}

/** Packs a folder as SageMaker packs a model: `<address>/<name>`. @returns its address; undefined for an empty folder */
export async function uploadPacked(
  store: JobStore,
  folder: string,
  uri: string,
  name: string,
): Promise<string | undefined> {
  const files = await filesIn(folder);
  if (files.length === 0) return undefined;
  const entries = await Promise.all(files.map(async (path) => ({ path, content: await readFile(join(folder, path)) })));
  await store.objects.put(`${keyOf(store, uri)}/${name}`, packTarGz(entries));
  return `${uri.replace(/\/$/, '')}/${name}`;
}

/** Paths of all files below a folder, relative to it, with `/`, in order. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
}
