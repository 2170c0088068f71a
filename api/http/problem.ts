import type { Context } from 'hono';
import { z } from 'zod';
import { DomainError, type FailureCode, failures, InputIssue } from '../../core/errors.ts';
import type { ApiEnv } from './env.ts';

/** An error answer, `application/problem+json` (RFC 9457). */
export const Problem = z
  .strictObject({
    type: z.string().meta({ description: 'URN of the code' }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable; act on this and not on the words' }),
    detail: z.string(),
    instance: z.string().meta({ description: 'Path of the request' }),
    requestId: z.string().meta({ description: 'Names the request in the log' }),
    issues: z.array(InputIssue).optional().meta({ description: 'Every place that is wrong, 50 at most' }),
  })
  .meta({
    id: 'Problem',
    example: {
      type: 'urn:mainstay:problem:invalid-customer',
      title: 'A customer does not fit the profile',
      status: 422,
      code: 'invalid-customer',
      detail: 'Customer 0: SupportTicketsPerMonth is "many", but profile streaming expects a number',
      instance: '/v1/scores',
      requestId: '6f1c2a52-6f4e-4f0c-9f5a-7a3f8a0d2b11',
      issues: [{ row: 0, field: 'SupportTicketsPerMonth', found: '"many"', expected: 'a number' }],
    },
  });
export type Problem = z.infer<typeof Problem>;

const problemType = 'application/problem+json';

/** Failures that pass by themselves. */
const waitFor: ReadonlySet<FailureCode> = new Set([
  'no-champion',
  'request-in-progress',
  'issuer-unreachable',
  'model-unreachable',
]);

/** The answer to a failure. What is not foreseen becomes a bare 500: its words may hold what nobody should read. */
export function problemResponse(context: Context<ApiEnv>, error: unknown): Response {
  const foreseen = error instanceof DomainError ? error : undefined;
  const problem: Problem = {
    type: `urn:mainstay:problem:${foreseen?.code ?? 'internal'}`,
    title: foreseen ? failures[foreseen.code].title : 'Something went wrong here',
    status: foreseen?.status ?? 500,
    code: foreseen?.code ?? 'internal',
    detail: foreseen?.message ?? 'The failure is in the log under this request id',
    instance: context.req.path,
    requestId: context.get('requestId'),
    ...(foreseen && foreseen.issues.length > 0 ? { issues: [...foreseen.issues] } : {}),
  };
  const headers: Record<string, string> = { 'content-type': problemType, 'cache-control': 'no-store' };
  const challenge = context.get('challenge');
  if (challenge !== undefined) headers['www-authenticate'] = challenge;
  if (foreseen && waitFor.has(foreseen.code)) headers['retry-after'] = '5';
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
