import type { Context } from 'hono';
import { DomainError, describeFound } from '../../core/errors.ts';
import { findJsonError } from './json-error.ts';

/** Most that a JSON body may hold, bytes. */
export const jsonBodyLimitBytes = 1024 * 1024;

/** The media type of a request without parameters, in lower case. */
export function mediaTypeOf(context: Context): string {
  return (context.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * The body as it arrives. Counting while it streams holds for bodies of untold length too.
 *
 * @throws {DomainError} `too-large` with the first byte past the limit
 */
export async function* limitedBody(context: Context, limitBytes: number): AsyncGenerator<Uint8Array> {
  if (Number(context.req.header('content-length') ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const stream = context.req.raw.body;
  if (!stream) return;
  let read = 0;
  for await (const chunk of stream) {
    read += chunk.byteLength;
    if (read > limitBytes) throw tooLarge(limitBytes);
    yield chunk;
  }
}

function tooLarge(limitBytes: number): DomainError {
  return new DomainError('too-large', `The body may hold ${limitBytes.toLocaleString('en')} bytes at most`);
}

/** The whole body. Where its length was told a server reads no further than that, so it need not be counted in a stream. */
async function wholeBody(context: Context, limitBytes: number): Promise<Uint8Array> {
  const told = context.req.header('content-length');
  if (told !== undefined && /^\d{1,15}$/.test(told) && Number(told) <= limitBytes) {
    const body = new Uint8Array(await context.req.raw.arrayBuffer());
    if (body.byteLength > limitBytes) throw tooLarge(limitBytes);
    return body;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of limitedBody(context, limitBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The whole body, for calls that take JSON. @throws {DomainError} `too-large`, `unsupported-media-type` */
export async function readJsonBody(context: Context, limitBytes: number): Promise<Uint8Array> {
  const body = await wholeBody(context, limitBytes);
  const type = mediaTypeOf(context);
  if (body.byteLength > 0 && type !== 'application/json') {
    throw new DomainError(
      'unsupported-media-type',
      `This call reads application/json, not ${type === '' ? 'a body without a content type' : describeFound(type)}`,
    );
  }
  return body;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes to a JSON value. @throws {DomainError} `malformed-json`, naming line and column */
export function parseJson(body: Uint8Array): unknown {
  let text: string;
  try {
    text = strictUtf8.decode(body);
  } catch (cause) {
    throw new DomainError('malformed-json', 'The body is not UTF-8', { cause });
  }
  try {
    return JSON.parse(text);
  } catch {
    // The cause would quote the body, which may hold customer data, in the log.
    const place = findJsonError(text);
    throw new DomainError(
      'malformed-json',
      place
        ? `Line ${place.line}, column ${place.column}: found ${place.found}, expected ${place.expected}`
        : 'The body is not JSON',
    );
  }
}
