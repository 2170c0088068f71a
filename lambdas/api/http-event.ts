import { z } from 'zod';

/*
 * hono/aws-lambda does this for four kinds of events, without checking any, and is deprecated. One kind comes in here.
 */

/** An HTTP API event of payload format 2.0, as far as it is read. */
export const HttpEvent = z.object({
  version: z.literal('2.0'),
  rawPath: z.string().startsWith('/'),
  rawQueryString: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({
    domainName: z.string().min(1),
    requestId: z.string(),
    http: z.object({ method: z.string().min(1) }),
    authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }).optional(),
  }),
});
export type HttpEvent = z.infer<typeof HttpEvent>;

/** The answer to such an event. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** The request that an event tells of. The gateway's id is taken on where the client sent none of its own. */
export function requestOf({
  rawPath,
  rawQueryString,
  headers,
  body,
  isBase64Encoded,
  requestContext,
}: HttpEvent): Request {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) sent.set(name, latin1(value));
  if (!sent.has('x-request-id')) sent.set('x-request-id', requestContext.requestId);
  const bytes = body === undefined ? undefined : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes) sent.set('content-length', String(bytes.byteLength));
  // The gateway decodes the path: what it has taken apart is put together again, but for a slash inside an id.
  const path = rawPath.split('/').map(encodeURIComponent).join('/');
  const { method } = requestContext.http;
  return new Request(`https://${requestContext.domainName}${path}${rawQueryString ? `?${rawQueryString}` : ''}`, {
    method,
    headers: sent,
    ...(bytes && method !== 'GET' && method !== 'HEAD' ? { body: bytes } : {}),
  });
}

/** An answer as the gateway takes it. */
export async function resultOf(response: Response): Promise<HttpResult> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const isText = /^(text\/|application\/([\w.]+\+)?json)/.test(response.headers.get('content-type') ?? 'text/');
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}

/** Headers are bytes; the gateway hands them over as the UTF-8 that they may be. */
function latin1(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}
