import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';

const SqliteError = z.object({ errcode: z.int(), message: z.string() });

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html). */
const codes = { readOnly: 8, full: 13, cannotOpen: 14 } as const;

/**
 * What SQLite says, in our words, where it is foreseen: a full disk, or a file that cannot be written.
 * Everything else is handed back as it came.
 */
export function asStorageFailure(error: unknown, file: string): unknown {
  const parsed = SqliteError.safeParse(error);
  if (!parsed.success) return error;
  switch (parsed.data.errcode & 0xff) {
    case codes.full:
      return new DomainError('storage-full', `No space is left for ${file}; nothing of this call was kept`, {
        cause: error,
      });
    case codes.readOnly:
      return new DomainError('storage-read-only', `${file} cannot be written to`, { cause: error });
    case codes.cannotOpen:
      return new DomainError('storage-read-only', `${file} cannot be opened or created`, { cause: error });
    default:
      return error;
  }
}
