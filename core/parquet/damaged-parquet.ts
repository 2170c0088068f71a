import { DomainError } from '../errors.ts';

/** Refuses a file of which the bytes are not what its directory says. */
export function damagedParquet(what: string, cause?: unknown): DomainError {
  const detail = `The Parquet file is damaged or cut off: ${what}. Copy or export it again.`;
  return new DomainError('unreadable-file', detail, cause === undefined ? {} : { cause });
}

/** What `work` makes, or a refusal by {@link damagedParquet} where it finds the bytes to be nonsense. */
export function unlessDamaged<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof DomainError ? error : damagedParquet(what, error);
  }
}
