import { z } from 'zod';
import { retryName } from '../../core/batch/retry-name.ts';
import { systemCode } from '../../core/system-code.ts';

/** A task's failure as the workflow sees it: Retry and Catch go by its name. */
export class TaskFailed extends Error {
  /** @param name - see {@link errorName} */
  constructor(name: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = name;
  }
}

/** An attempt took longer than its state allows; named as Step Functions names it. */
export class TaskTimedOut extends Error {
  constructor(state: string, seconds: number) {
    super(`${state} took longer than ${seconds} s`);
    this.name = 'States.Timeout';
  }
}

/** The name of an attempt that was stopped along with the run or the Map around it; no Retry names it. */
export const stoppedName = 'Stopped';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that pass by themselves. */
const sqliteNames: Readonly<Record<number, string>> = { 5: 'SQLITE_BUSY', 6: 'SQLITE_LOCKED' };

const SqliteError = z.object({ errcode: z.int() });

/**
 * By which name a workflow knows an error: a foreseen one that may pass by {@link retryName}, SQLite's and the system's by
 * their code (`SQLITE_BUSY`, `EBUSY`), all others by the name that a Lambda function would report too.
 */
export function errorName(error: unknown): string {
  const foreseen = retryName(error);
  if (foreseen !== undefined) return foreseen;
  const sqlite = SqliteError.safeParse(error);
  if (sqlite.success) return sqliteNames[sqlite.data.errcode & 0xff] ?? 'SQLITE_ERROR';
  const code = systemCode(error);
  if (code !== undefined && /^E[A-Z0-9]+$/.test(code)) return code;
  return error instanceof Error ? error.name : 'Error';
}
