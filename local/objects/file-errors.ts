import { DomainError } from '../../core/errors.ts';
import { systemCode } from '../../core/system-code.ts';

export { systemCode };

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
