import { readDocument } from '../../batch/batch-plan.ts';
import type { ObjectStore } from '../../ports.ts';
import { PartManifest } from './part-manifest.ts';

/** Where all parts lie. */
export const partsRoot = 'training-data/';
const manifestFile = 'manifest.json';

/** Folder of one part. */
export function partFolder(profile: string, partId: string): string {
  return `${partsRoot}${profile}/${partId}/`;
}

/** The document that makes a part one: without it, what lies in its folder does not count. */
export function manifestKey(profile: string, partId: string): string {
  return partFolder(profile, partId) + manifestFile;
}

/** The rows of a part: a checked file, gzip-compressed. */
export function rowsKey({ profile, partId, rowsFile }: PartManifest): string {
  return partFolder(profile.name, partId) + rowsFile;
}

/** A part; undefined if there is none. */
export async function readPart(
  objects: ObjectStore,
  profile: string,
  partId: string,
): Promise<PartManifest | undefined> {
  return readDocument(objects, manifestKey(profile, partId), PartManifest);
}

/** All parts of a profile, or of all profiles, in the order in which they came in. */
export async function listParts(objects: ObjectStore, profile?: string): Promise<PartManifest[]> {
  const parts: PartManifest[] = [];
  for (const key of await objects.list(profile === undefined ? partsRoot : `${partsRoot}${profile}/`)) {
    if (!key.endsWith(`/${manifestFile}`)) continue;
    const part = await readDocument(objects, key, PartManifest);
    if (part) parts.push(part); // one may have gone meanwhile
  }
  return parts.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt) || a.partId.localeCompare(b.partId));
}
