import type { Log } from '../deps.ts';

/** Writes one JSON document per line. */
export function jsonLog(sink: { write(text: string): unknown }, now: () => Date = () => new Date()): Log {
  const line = (level: 'info' | 'error') => (event: string, facts: Readonly<Record<string, unknown>>) => {
    sink.write(`${JSON.stringify({ at: now().toISOString(), level, event, ...facts })}\n`);
  };
  return { info: line('info'), error: line('error') };
}
