import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { Workflow, WorkflowState } from './load-workflow.ts';
import { errorName, stoppedName, TaskFailed, TaskTimedOut } from './task-errors.ts';

export interface TaskContext {
  /** Aborted when the attempt's time is up, or when the run or a Map around it ends before the attempt. */
  readonly signal: AbortSignal;
}

/**
 * Does what a Task state of a workflow stands for: a function's work, or that of a job (`….sync`). Gets the state's input,
 * after `Parameters` if it has them; the result is read as JSON.
 */
export type Task = (input: unknown, context: TaskContext) => Promise<unknown>;

type Json = z.infer<ReturnType<typeof z.json>>;

/**
 * Calls the tasks of one run, so that each attempt ends: when its time is up, when the run is stopped, and when a Map or
 * Parallel around it has failed. (The interpreter alone would start the items left over of a failed Map, and its timers
 * would outlive a stopped run.) Errors get the names by which the workflow knows them.
 */
export class TaskAttempts {
  readonly handlers: Readonly<Record<string, (input: Json) => Promise<Json>>>;
  /** What the last failed attempt threw. */
  lastFailure: unknown;
  readonly #signal: AbortSignal;
  readonly #ended = new Map<string, AbortController>();
  readonly #live = new Set<Promise<unknown>>();

  /** @throws {Error} unless there is a task for every Task state, and no other */
  constructor({ name, states }: Workflow, tasks: Readonly<Record<string, Task>>, signal: AbortSignal) {
    const wanted = [...states].filter(([, { type }]) => type === 'Task');
    const unknown = Object.keys(tasks).filter((task) => states.get(task)?.type !== 'Task');
    const missing = wanted.filter(([state]) => !tasks[state]).map(([state]) => state);
    if (missing.length + unknown.length > 0) {
      throw new Error(
        `tasks of workflow ${name}: missing ${missing.join(', ') || 'none'}, unknown ${unknown.join(', ') || 'none'}`,
      );
    }
    this.#signal = signal;
    this.handlers = Object.fromEntries(
      wanted.map(([state, about]) => [state, (input: Json) => this.#attempt(state, about, tasks[state]!, input)]),
    );
  }

  /** A Map or Parallel has failed: what still goes on in it ends, and what waits in it does not begin. */
  endWithin(state: string): void {
    this.#scopeOf(state).abort(new Error(`${state} has failed`));
  }

  /** A Map or Parallel begins, maybe once more. */
  beginWithin(state: string): void {
    if (this.#ended.get(state)?.signal.aborted) this.#ended.delete(state);
  }

  /** Resolves when nothing goes on any more, or after `mostMs`: a task that does not heed its signal is left behind. */
  async settled(mostMs: number): Promise<void> {
    const done = new AbortController();
    const limit = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, mostMs);
      done.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    await Promise.race([Promise.allSettled(this.#live), limit]);
    done.abort();
  }

  async #attempt(name: string, { timeoutSeconds = 0, within }: WorkflowState, task: Task, input: Json): Promise<Json> {
    const timeUp = new AbortController();
    // Set before the interpreter sets its own, and so told of first: the task is to hear of it too.
    const timer = setTimeout(() => timeUp.abort(new TaskTimedOut(name, timeoutSeconds)), timeoutSeconds * 1000);
    const over = new AbortController();
    try {
      await nextTurn(); // what has just ended around it is known by then, and the process has its turn
      const stopped = AbortSignal.any([this.#signal, ...within.map((state) => this.#scopeOf(state).signal)]);
      if (stopped.aborted) throw new TaskFailed(stoppedName, `${name} was stopped`);
      const signal = AbortSignal.any([stopped, timeUp.signal]);
      const ended = new Promise<never>((_, reject) => {
        const end = (): void => reject(signal.reason);
        signal.addEventListener('abort', end, { once: true, signal: over.signal });
      });
      const work = this.#track(task, input, timeUp.signal, signal);
      return await Promise.race([work.then(asJson), ended]).catch((thrown: unknown) => {
        if (stopped.aborted) throw new TaskFailed(stoppedName, `${name} was stopped`, thrown);
        throw this.#failed(timeUp.signal.aborted ? timeUp.signal.reason : thrown);
      });
    } finally {
      clearTimeout(timer);
      over.abort();
    }
  }

  /** Begins a task's work, and knows of it until it ends or its time is up. */
  #track(task: Task, input: Json, timeUp: AbortSignal, signal: AbortSignal): Promise<unknown> {
    const work = (async () => task(input, { signal }))();
    const forget = (): void => void this.#live.delete(work);
    this.#live.add(work);
    work.then(forget, forget);
    timeUp.addEventListener('abort', forget, { once: true });
    return work;
  }

  #failed(error: unknown): TaskFailed {
    this.lastFailure = error;
    return new TaskFailed(errorName(error), error instanceof Error ? error.message : String(error), error);
  }

  #scopeOf(state: string): AbortController {
    let scope = this.#ended.get(state);
    if (!scope) this.#ended.set(state, (scope = new AbortController()));
    return scope;
  }
}

function asJson(result: unknown): Json {
  const text: string | undefined = JSON.stringify(result);
  return text === undefined ? null : z.json().parse(JSON.parse(text));
}
