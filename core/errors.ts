import { z } from 'zod';

/**
 * Every failure Mainstay foresees: its stable code, HTTP status and title. The one home of all three; what is thrown
 * and is not in here is a bug.
 */
export const failures = {
  'invalid-request': { status: 400, title: 'The request is not what this call expects' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'invalid-cursor': { status: 400, title: 'The cursor does not belong to this list' },
  unauthorized: { status: 401, title: 'A valid key or token is needed' },
  forbidden: { status: 403, title: 'The key or token lacks the scope for this call' },
  'cross-origin': { status: 403, title: 'Pages of other sites may not call this' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'This path does not take that method' },
  'customer-not-found': { status: 404, title: 'No customer with this id is known' },
  'model-not-found': { status: 404, title: 'No model with this version is known' },
  'drop-not-found': { status: 404, title: 'No drop with this id is known' },
  'profile-not-found': { status: 404, title: 'No profile with this name or path exists' },
  'file-not-found': { status: 404, title: 'There is no such file' },
  'already-current': { status: 409, title: 'It is already so' },
  'champion-changed': { status: 409, title: 'Another model has become the champion meanwhile' },
  'gate-forbids': { status: 409, title: 'The gate forbids it, and no person can override that' },
  'reason-needed': { status: 422, title: 'Overriding the gate needs a reason' },
  'not-comparable': { status: 409, title: 'The two models cannot score the same customers' },
  'nothing-to-roll-back': { status: 409, title: 'There is no earlier champion' },
  'not-retryable': { status: 409, title: 'Working on this drop again could not change anything' },
  'request-in-progress': { status: 409, title: 'The same idempotency key is being worked on' },
  'idempotency-mismatch': { status: 422, title: 'The idempotency key was used for another request' },
  'home-in-use': { status: 409, title: 'Another process works on this home' },
  'address-in-use': { status: 409, title: 'Another program listens on this address' },
  'training-in-progress': { status: 409, title: 'A training run is under way in this home' },
  'upload-closed': { status: 410, title: 'The upload address takes nothing any more' },
  'too-large': { status: 413, title: 'The body is larger than this call takes' },
  'unsupported-media-type': { status: 415, title: 'The content type is not one this call reads' },
  'wrong-host': { status: 421, title: 'This server does not answer for that host name' },
  'invalid-profile': { status: 422, title: 'The profile breaks its schema' },
  'invalid-customer': { status: 422, title: 'A customer does not fit the profile' },
  'unreadable-file': { status: 422, title: 'The file cannot be read as the profile expects' },
  'not-enough-data': { status: 422, title: 'There is not enough data to learn from' },
  'nothing-to-learn': { status: 422, title: 'No feature is left that a model could learn from' },
  'training-failed': { status: 500, title: 'Training failed' },
  'invalid-bundle': { status: 500, title: 'The model bundle is damaged or does not verify' },
  'issuer-unreachable': { status: 503, title: 'The issuer of tokens cannot be reached' },
  'model-unreachable': { status: 503, title: 'The endpoint of the model does not answer' },
  'model-answer-invalid': { status: 502, title: 'The endpoint of the model refused, or answered what is no score' },
  'endpoint-not-allowed': { status: 422, title: 'This home may not call that endpoint' },
  'no-champion': { status: 503, title: 'No model has been promoted yet' },
  'message-refused': { status: 422, title: 'A message was refused, and would be again' },
  'message-not-delivered': { status: 502, title: 'A message could not be handed over; it can be tried again' },
  'secret-missing': { status: 500, title: 'A secret is not there, or not of the form it should have' },
  'storage-full': { status: 507, title: 'The disk of the home is full' },
  'storage-read-only': { status: 500, title: 'The home cannot be written to' },
  'python-missing': { status: 500, title: 'Python 3.10 or newer is needed for training' },
} as const satisfies Record<string, { status: number; title: string }>;

export type FailureCode = keyof typeof failures;

/** One place where input is wrong: which row (0-based in a request, line number in a file), which field, and what of it. */
export const InputIssue = z.strictObject({
  row: z.int().nonnegative().optional().meta({ description: '0-based index in the request' }),
  line: z.int().positive().optional().meta({ description: '1-based line number in the file' }),
  field: z.string().optional(),
  found: z.string().meta({ description: 'What stood there, shortened to 80 characters' }),
  expected: z.string(),
});
export type InputIssue = z.infer<typeof InputIssue>;

/** A foreseen failure. `detail` is a sentence for the person who reads it; it never holds what we know of a customer. */
export class DomainError extends Error {
  readonly code: FailureCode;
  readonly issues: readonly InputIssue[];

  constructor(code: FailureCode, detail: string, options: { issues?: readonly InputIssue[]; cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DomainError';
    this.code = code;
    this.issues = options.issues ?? [];
  }

  /** HTTP status that this failure is answered with. */
  get status(): number {
    return failures[this.code].status;
  }
}

/** What stood in a wrong place, fit for an {@link InputIssue}: quoted if text, at most 80 characters. */
export function describeFound(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
