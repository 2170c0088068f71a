import type { z } from 'zod';

/** How the service is called. */
export interface Client {
  /**
   * Calls and reads JSON.
   *
   * @throws {SmokeFailure} for another status than expected, a body of another shape, or no answer in time
   */
  call<T>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    expected: { readonly status: number; readonly schema: z.ZodType<T> },
    sent?: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
  ): Promise<T>;
  /**
   * Reads JSON that may not be there yet.
   *
   * @returns undefined where there is none
   * @throws {SmokeFailure} as `call` does, for any other status than 200 and 404
   */
  find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** Sends a file to an address that is a permission by itself, without credentials. @throws {SmokeFailure} if it is not taken */
  send(url: string, file: { readonly body: string; readonly headers: Readonly<Record<string, string>> }): Promise<void>;
  /** Erases a customer if it is there. @returns false where it could not be made sure that nothing of it is left */
  erase(customerId: string): Promise<boolean>;
  /** Sends these headers with every call from now on. */
  authorise(headers: Readonly<Record<string, string>>): void;
}

/** What went wrong, in a sentence for people. */
export class SmokeFailure extends Error {}

/** @throws {SmokeFailure} with these words where something does not hold */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new SmokeFailure(otherwise);
}

const shownBody = 600;

/** A client of one deployment. @param timeoutMs - for each call */
export function clientOf(endpoint: string, timeoutMs: number): Client {
  let credentials: Readonly<Record<string, string>> = {};
  const base = endpoint.replace(/\/+$/, '');
  return {
    async erase(customerId) {
      const url = `${base}/v1/customers/${encodeURIComponent(customerId)}`;
      try {
        const { answer } = await fetchText(url, 'The erasure', timeoutMs, { method: 'DELETE', headers: credentials });
        return answer.status === 200 || answer.status === 404;
      } catch {
        return false;
      }
    },
    authorise: (headers) => {
      credentials = headers;
    },
    async call(method, path, { status, schema }, sent) {
      const what = `${method} ${path}`;
      const got = await fetchText(`${base}${path}`, what, timeoutMs, {
        method,
        headers: { ...credentials, ...sent?.headers },
        ...(sent ? { body: sent.body } : {}),
      });
      mustAnswer(what, status, got);
      return parsed(what, got.body, schema);
    },
    async find(path, schema) {
      const what = `GET ${path}`;
      const got = await fetchText(`${base}${path}`, what, timeoutMs, { headers: credentials });
      if (got.answer.status === 404) return undefined;
      mustAnswer(what, 200, got);
      return parsed(what, got.body, schema);
    },
    async send(url, file) {
      const what = `PUT to ${new URL(url).host}`;
      mustAnswer(what, 200, await fetchText(url, what, timeoutMs, { method: 'PUT', ...file }));
    },
  };
}

function mustAnswer(
  what: string,
  wanted: number,
  { answer: { status }, body }: { answer: Response; body: string },
): void {
  must(status === wanted, `${what} answered ${status} instead of ${wanted}: ${body.slice(0, shownBody)}`);
}

/** Fetches; a network failure or a time-out becomes a sentence that names the address. */
export async function fetchText(
  url: string,
  what: string,
  timeoutMs: number,
  request: RequestInit,
): Promise<{ answer: Response; body: string }> {
  try {
    // A redirect would carry the credentials elsewhere.
    const answer = await fetch(url, { ...request, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    return { answer, body: await answer.text() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new SmokeFailure(`${what} got no answer from ${new URL(url).origin}: ${why}`, { cause: error });
  }
}

/** Reads JSON of a known shape. @throws {SmokeFailure} naming what does not fit */
export function parsed<T>(what: string, body: string, schema: z.ZodType<T>): T {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch (error) {
    throw new SmokeFailure(`${what} answered no JSON: ${body.slice(0, shownBody)}`, { cause: error });
  }
  const read = schema.safeParse(document);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new SmokeFailure(`${what} answered another shape: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}
