/** Why a request with a token was turned away, as RFC 6750 (section 3.1) names it. */
export interface Refusal {
  readonly error: 'invalid_token' | 'insufficient_scope';
  readonly description: string;
  /** The scope that the call needs, as tokens name it. */
  readonly scope?: string;
}

/**
 * The `WWW-Authenticate` of an answer 401 or 403 (RFC 6750, section 3).
 *
 * @param refusal - left out where the request brought nothing to judge
 */
export function challenge(refusal?: Refusal): string {
  const parts = { realm: 'mainstay', ...(refusal ? asParts(refusal) : {}) };
  return `Bearer ${Object.entries(parts)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`;
}

function asParts({ error, description, scope }: Refusal): Record<string, string> {
  // Of printable ASCII all but the quote and the backslash may stand there.
  const quotable = description.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'");
  return { error, error_description: quotable, ...(scope === undefined ? {} : { scope }) };
}
