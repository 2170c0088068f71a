import { DomainError } from './errors.ts';

/** Parts joined by `/`; each begins with a letter, digit or `_`, so that no key climbs out of its store or hides in it. */
const pattern = /^[A-Za-z0-9_][A-Za-z0-9._=+@-]{0,199}(\/[A-Za-z0-9_][A-Za-z0-9._=+@-]{0,199}){0,15}$/;

/**
 * Hands a key back if every adapter can hold it.
 *
 * @throws {DomainError} `invalid-request`
 */
export function checkedObjectKey(key: string): string {
  if (!pattern.test(key) || key.length > 900) {
    throw new DomainError('invalid-request', `${JSON.stringify(key.slice(0, 80))} is not a key of the object store`);
  }
  return key;
}
