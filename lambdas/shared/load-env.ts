import { z } from 'zod';

/**
 * The environment of a function, checked as it starts.
 *
 * @throws {Error} naming every variable that is missing or wrong
 */
export function loadEnv<T extends z.ZodType>(
  schema: T,
  source: Readonly<Record<string, string | undefined>> = process.env,
): z.infer<T> {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  throw new Error(`The environment of this function is wrong:\n${z.prettifyError(parsed.error)}`);
}
