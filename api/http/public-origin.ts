import type { Context } from 'hono';

/**
 * Scheme and host by which the client reached this API, for addresses that it is told. A proxy in front says so in
 * `X-Forwarded-Proto` and `X-Forwarded-Host`; a client that forges them misleads itself alone.
 */
export function publicOrigin(context: Context): string {
  const { protocol, host } = new URL(context.req.url);
  const forwarded = `${first(context, 'x-forwarded-proto') ?? protocol.slice(0, -1)}://${first(context, 'x-forwarded-host') ?? host}`;
  return /^https?:\/\/[^/]+$/.test(forwarded) && URL.canParse(forwarded)
    ? new URL(forwarded).origin
    : `${protocol}//${host}`;
}

/** Of several proxies, the one that the client called comes first. */
function first(context: Context, header: string): string | undefined {
  return context.req.header(header)?.split(',', 1)[0]?.trim() || undefined;
}
