import { z } from 'zod';

const SystemError = z.object({ code: z.string() });

/** The system's code of a failure, such as `ENOENT`; undefined where it has none. */
export function systemCode(error: unknown): string | undefined {
  const parsed = SystemError.safeParse(error);
  return parsed.success ? parsed.data.code : undefined;
}
