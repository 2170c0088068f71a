import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';

/** Bytes of an attribute that holds a packed document. */
export const PackedBytes = z.instanceof(Uint8Array);

/**
 * A document as gzipped JSON. DynamoDB bills writes by the kilobyte: a customer with 26 scores and reasons in two
 * languages is 8 to 10 kB as JSON and under 2 kB packed. Numbers stay exact, which DynamoDB's own (38 digits, 1e±128) do not.
 */
export function pack(document: unknown): Uint8Array {
  return gzipSync(JSON.stringify(document));
}

/** @throws {ZodError} where the item was not written by this version or an earlier one */
export function unpack<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(gunzipSync(bytes).toString('utf8')));
}
