import { Scope } from './scopes.ts';

/**
 * The scopes of ours that a token grants; others are passed over.
 *
 * @param granted - as the token names them
 * @param prefix - what has to stand before ours, such as `mainstay/`; one that only ends like ours is another's
 */
export function grantedScopes(granted: readonly string[], prefix: string): ReadonlySet<Scope> {
  const ours = granted.filter((scope) => scope.startsWith(prefix)).map((scope) => scope.slice(prefix.length));
  return new Set(ours.flatMap((scope) => Scope.safeParse(scope).data ?? []));
}
