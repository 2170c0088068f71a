import { z } from 'zod';
import type { RequestOrigin } from '../../api/http/env.ts';
import { failures } from '../../core/errors.ts';
import { HttpEvent, type HttpResult, requestOf, resultOf } from './http-event.ts';

export interface AnswerOptions {
  /** The API. */
  readonly fetch: (request: Request, origin: RequestOrigin) => Promise<Response>;
  readonly onAnswered: (status: number, durationMs: number) => void;
  /** The event was none of the gateway's: the function is wired to something else. The error quotes no values. */
  readonly onMalformed: (error: Error) => void;
}

/** From an event of the gateway to the answer that it takes. */
export async function answerEvent(event: unknown, options: AnswerOptions): Promise<HttpResult> {
  const startedMs = performance.now();
  const parsed = HttpEvent.safeParse(event);
  if (!parsed.success) {
    options.onMalformed(new Error(z.prettifyError(parsed.error)));
    return problem('invalid-request', 'This is no event of an HTTP API with payload format 2.0');
  }
  const verifiedClaims = parsed.data.requestContext.authorizer?.jwt.claims;
  const response = await options.fetch(requestOf(parsed.data), { verifiedClaims });
  const result = await resultOf(response);
  options.onAnswered(response.status, performance.now() - startedMs);
  return result;
}

function problem(code: keyof typeof failures, detail: string): HttpResult {
  const { status, title } = failures[code];
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: `urn:mainstay:problem:${code}`, title, status, code, detail }),
    isBase64Encoded: false,
  };
}
