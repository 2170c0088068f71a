import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

/** What became of one invocation. */
export interface Invocation {
  readonly file: string;
  readonly event: unknown;
  /** `ok`, or the name of the error. */
  readonly outcome: string;
}

export interface InvokeOptions {
  /** Variables of this invocation's container, on top of all others. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Given what kills the container as it stands. */
  readonly onStarted?: (kill: () => void) => void;
}

export interface LocalLambda {
  /** Runs a function below `lambdas/`. @throws an error of the name that Lambda reports */
  invoke(file: string, event: unknown, options?: InvokeOptions): Promise<unknown>;
  readonly invocations: readonly Invocation[];
  /** What containers wrote, line by line. */
  readonly lines: readonly string[];
  stop(): void;
}

const Answer = z.union([
  z.object({ result: z.unknown() }),
  z.object({ errorType: z.string(), errorMessage: z.string() }),
]);
const program = join(import.meta.dirname, 'lambda-container.ts');

interface Container {
  readonly process: ChildProcess;
  readonly kind: string;
}

/**
 * Runs functions in processes of their own, as Lambda does: a container serves one call at a time, and goes on to the next
 * one of the same function. One that is killed fails its call as Lambda does: `Runtime.ExitError`.
 *
 * @param callsAtOnce - more wait for their turn
 */
export function localLambda(environment: NodeJS.ProcessEnv, callsAtOnce: number): LocalLambda {
  const idle: Container[] = [];
  const all = new Set<ChildProcess>();
  const invocations: Invocation[] = [];
  const lines: string[] = [];

  const containerFor = (file: string, variables: Readonly<Record<string, string>>): Container => {
    const kind = JSON.stringify([file, variables]);
    const at = idle.findIndex((one) => one.kind === kind);
    const [warm] = at < 0 ? [] : idle.splice(at, 1);
    if (warm) return warm;
    const started = fork(program, [file], {
      execArgv: [],
      env: { ...environment, ...variables },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    all.add(started);
    started.once('exit', () => all.delete(started));
    let rest = '';
    started.stdout?.on('data', (chunk: Buffer) => {
      const parts = `${rest}${chunk.toString()}`.split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    });
    return { process: started, kind };
  };

  const run = async (container: Container, event: unknown): Promise<unknown> => {
    const answered = Promise.withResolvers<unknown>();
    const onExit = (): void => answered.reject(named('Runtime.ExitError', 'Runtime exited with error: signal: killed'));
    container.process.once('message', answered.resolve).once('exit', onExit);
    container.process.send({ event });
    const answer = Answer.parse(await answered.promise);
    container.process.off('exit', onExit);
    idle.push(container);
    if ('errorType' in answer) throw named(answer.errorType, answer.errorMessage);
    return answer.result;
  };

  let running = 0;
  const waiting: (() => void)[] = [];
  const turn = async (): Promise<void> => {
    if (running >= callsAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
  };
  const next = (): void => {
    running -= 1;
    waiting.shift()?.();
  };

  return {
    invocations,
    lines,
    invoke: async (file, event, { environment: variables = {}, onStarted } = {}) => {
      await turn();
      const container = containerFor(file, variables);
      onStarted?.(() => container.process.kill('SIGKILL'));
      try {
        const result = await run(container, event);
        invocations.push({ file, event, outcome: 'ok' });
        return result;
      } catch (error) {
        invocations.push({ file, event, outcome: error instanceof Error ? error.name : 'unknown' });
        throw error;
      } finally {
        next();
      }
    },
    stop: () => {
      for (const one of all) one.kill('SIGKILL');
    },
  };
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
