import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';

const SystemError = z.object({ code: z.string() });

/** The system's code of a failure, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  const parsed = SystemError.safeParse(error);
  return parsed.success ? parsed.data.code : undefined;
}

/** What the system says of a write, in our words, where it is foreseen. Everything else is handed back as it came. */
export function asWriteFailure(error: unknown, path: string): unknown {
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new DomainError('storage-full', `No space is left for ${path}; nothing of it was kept`, { cause: error });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new DomainError('storage-read-only', `${path} cannot be written to`, { cause: error });
    default:
      return error;
  }
}
