import { z } from 'zod';

/**
 * The environment of a function (or of the server), checked as it starts.
 *
 * @throws {Error} naming every variable that is missing or wrong
 */
export function loadEnv<T extends z.ZodType>(
  schema: T,
  source: Readonly<Record<string, string | undefined>> = process.env,
  of = 'this function',
): z.infer<T> {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  throw new Error(`The environment of ${of} is wrong:\n${z.prettifyError(parsed.error)}`);
}
