import { createHash } from 'node:crypto';
import { compactTime } from '../../api/new-id.ts';
import { uploadOfKey } from '../uploads/upload-key.ts';
import type { ObjectCreated } from './object-created.ts';

/** Keys of files that people and programs put into the bucket to have them worked on. */
export const inboxPrefix = 'inbox/';

/** A file that lies in the inbox. */
export interface InboxFile {
  readonly bucket: string;
  readonly key: string;
  /** Undefined where the bucket keeps none: then the newest is meant. */
  readonly versionId: string | undefined;
  readonly sizeBytes: number;
  /** The drop that it becomes: the same for every event of this very file, another for a new one under its key. */
  readonly dropId: string;
  readonly fileName: string;
  readonly arrivedAt: string;
}

/** The file that an event tells of; undefined for what is no file: the "folders" that S3's console makes. */
export function inboxFileOf({ time, detail: { bucket, object } }: ObjectCreated): InboxFile | undefined {
  const { key, size, etag, 'version-id': versionId, sequencer } = object;
  if (!key.startsWith(inboxPrefix) || key.endsWith('/')) return undefined;
  const file = { bucket: bucket.name, key, versionId, sizeBytes: size, arrivedAt: time };
  const upload = uploadOfKey(key);
  if (upload) return { ...file, ...upload };
  const identity = createHash('sha256').update(JSON.stringify([bucket.name, key, versionId ?? [etag, sequencer]]));
  const dropId = `drop-${compactTime(new Date(time))}-${identity.digest('hex').slice(0, 16)}`;
  return { ...file, dropId, fileName: shownName(key) };
}

/** How people know a file: its key without the folders, cut to what the API takes as a name. */
function shownName(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1).replaceAll(/\p{Cc}/gu, '_');
  return Array.from(name).slice(0, 200).join('');
}
