import { constants } from 'node:os';

/** Someone wants the process to end. */
export class Interrupted extends Error {
  /** What a shell expects of a process that a signal ended. */
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** How long a process may take to end by itself, ms; Kubernetes and Docker wait for 30 s here (docs/container.md). */
const patienceMs = 20_000;

/**
 * Listens for the signals that ask a process to end. The first one aborts; one more after a second, or too long without
 * an end, means it. A terminal and npm may send the first one twice at once.
 */
export function endSignal(): { signal: AbortSignal; interrupt: (by: NodeJS.Signals) => void } {
  const abort = new AbortController();
  let firstMs = Number.POSITIVE_INFINITY;
  const interrupt = (by: NodeJS.Signals): void => {
    const interrupted = new Interrupted(by);
    if (!abort.signal.aborted) {
      firstMs = performance.now();
      abort.abort(interrupted);
      setTimeout(() => process.exit(interrupted.exitCode), patienceMs).unref();
    } else if (performance.now() - firstMs > 1_000) process.exit(interrupted.exitCode);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  return { signal: abort.signal, interrupt };
}

/** Resolves once it is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
