import { readFile } from 'node:fs/promises';
import { DomainError } from '../../core/errors.ts';
import type { Secrets } from '../../core/ports.ts';

/**
 * Secrets of a process: the variable of that name, or the file that `<name>_FILE` names, as containers mount them. A file
 * is read anew every time, so that a new secret needs no restart. One line break at its end is not part of it.
 */
export function environmentSecrets(source: Readonly<Record<string, string | undefined>>): Secrets {
  return {
    get: async (name) => {
      const value = source[name];
      const file = source[`${name}_FILE`];
      const isSet = value !== undefined && value !== '';
      if (isSet && file) throw missing(`Both ${name} and ${name}_FILE are set. Take one away.`);
      if (isSet) return value;
      if (!file) throw missing(`The secret ${name} is not set. Set ${name}, or ${name}_FILE to a file that holds it.`);
      const text = await readFile(file, 'utf8').catch((cause: unknown) => {
        throw missing(`${name}_FILE names ${file}, which cannot be read.`, cause);
      });
      const secret = text.replace(/\r?\n$/, '');
      if (secret === '') throw missing(`${name}_FILE names ${file}, which is empty.`);
      return secret;
    },
  };
}

function missing(detail: string, cause?: unknown): DomainError {
  return new DomainError('secret-missing', detail, { cause });
}
