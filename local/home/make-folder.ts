import { mkdir } from 'node:fs/promises';
import { DomainError } from '../../core/errors.ts';
import { asWriteFailure, systemCode } from '../objects/file-errors.ts';

/** A file is in the way, or (on read-only file systems) a folder above is missing and cannot be made. */
const impossible = new Set(['EEXIST', 'ENOTDIR', 'ENOENT', 'EINVAL', 'ENAMETOOLONG']);

/**
 * Makes a folder and those above it, if they are not there.
 *
 * @throws {DomainError} `storage-full`, `storage-read-only`
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (!impossible.has(systemCode(error) ?? '')) throw asWriteFailure(error, path);
    throw new DomainError('storage-read-only', `The folder ${path} cannot be made`, { cause: error });
  }
}
