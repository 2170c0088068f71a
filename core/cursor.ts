import { z } from 'zod';
import { DomainError } from './errors.ts';

/** Where a page ended: the values of the last item that the next page begins after. */
export type CursorPosition = readonly (string | number)[];

const Cursor = z.tuple([z.literal(1), z.string(), z.array(z.union([z.string(), z.number()])).max(8)]);

/**
 * Opaque text (base64url) for the place where a page ended.
 *
 * @param list - names the list and all query parameters that shape its order, so that a cursor fits no other list
 */
export function encodeCursor(list: string, position: CursorPosition): string {
  const bytes = new TextEncoder().encode(JSON.stringify([1, list, position]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/**
 * The position inside a cursor, checked value by value.
 *
 * @throws {DomainError} `invalid-cursor` where it is damaged, or belongs to another list or other query parameters
 */
export function decodeCursor<T extends CursorPosition>(cursor: string, list: string, position: z.ZodType<T>): T {
  const [, of, values] = parseCursor(cursor);
  if (of !== list) {
    throw new DomainError('invalid-cursor', 'The cursor belongs to another list or to other query parameters');
  }
  const checked = position.safeParse(values);
  if (!checked.success) throw damaged();
  return checked.data;
}

function parseCursor(cursor: string): z.infer<typeof Cursor> {
  if (!/^[A-Za-z0-9_-]{1,2000}$/.test(cursor)) throw damaged();
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return Cursor.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause?: unknown): DomainError {
  return new DomainError('invalid-cursor', 'The cursor is damaged: begin again without one', { cause });
}
