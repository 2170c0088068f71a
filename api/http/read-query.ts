import type { Context } from 'hono';
import { DomainError, describeFound } from '../../core/errors.ts';
import type { Operation } from '../operation.ts';

/**
 * The query of a request by name. A name that the call does not know, or gives twice, is refused: a filter that is
 * silently ignored would show the wrong customers.
 *
 * @throws {DomainError} `invalid-request`, naming the parameter
 */
export function readQuery(context: Context, { query, queryGroup }: Pick<Operation, 'query' | 'queryGroup'>): unknown {
  const values: Record<string, unknown> = {};
  const group: Record<string, string> = {};
  const known = Object.keys(query.shape).filter((name) => name !== queryGroup?.into);
  const seen = new Set<string>();
  for (const [name, value] of parametersOf(context)) {
    const refuse = (expected: string): never => {
      const issue = { field: name, found: describeFound(value), expected };
      throw new DomainError('invalid-request', `The query parameter ${describeFound(name)}: ${expected}`, {
        issues: [issue],
      });
    };
    if (seen.has(name)) refuse('is taken once only');
    seen.add(name);
    if (queryGroup && name.startsWith(`${queryGroup.prefix}.`)) {
      Object.defineProperty(group, name.slice(queryGroup.prefix.length + 1), { value, enumerable: true });
    } else if (known.includes(name)) {
      values[name] = value;
    } else {
      const names = queryGroup ? [...known, `${queryGroup.prefix}.<name>`] : known;
      refuse(
        names.length === 0 ? 'is not known; this call takes none' : `is not known; this call takes ${names.join(', ')}`,
      );
    }
  }
  if (queryGroup) values[queryGroup.into] = group;
  return values;
}

/** Most requests have none, and an address is costly to take apart. */
function parametersOf({ req: { url } }: Context): Iterable<[string, string]> {
  return url.includes('?') ? new URL(url).searchParams : [];
}
