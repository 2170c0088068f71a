import { z } from 'zod';
import { failureOf } from '../../core/intake/refusal.ts';
import type { RunRecord } from '../../core/lifecycle/registry.ts';
import type { Clock, RunRecords } from '../../core/ports.ts';
import type { Workflow } from './load-workflow.ts';
import { StateHistory, type StepDetail, type WorkflowEvent } from './state-history.ts';
import { type Task, TaskAttempts } from './task-attempts.ts';
import { TaskTimedOut } from './task-errors.ts';

export interface WorkflowRun {
  readonly workflow: Workflow;
  /** What the first state gets; JSON. */
  readonly input: unknown;
  /** What the Task states stand for, by their names. */
  readonly tasks: Readonly<Record<string, Task>>;
  readonly run: Pick<RunRecord, 'runId' | 'kind' | 'dropId'>;
  /** The run as a process that is gone has left it, where it goes on; its steps stay in the record. */
  readonly before?: Pick<RunRecord, 'startedAt' | 'steps'> | undefined;
  readonly runs: RunRecords;
  readonly clock: Clock;
  /** Stops the run. */
  readonly signal: AbortSignal;
  /** What is shown beside a state's step, made from what the state gave. */
  readonly details?: Readonly<Record<string, StepDetail>> | undefined;
  /** The model that the run was about, asked when it is over. */
  readonly modelVersion?: (() => Promise<string | null>) | undefined;
  /** Told when the run's record could not be written; the run goes on. */
  readonly onRecordFailure: (error: unknown) => void;
  /** Waits this long between attempts, ms, whatever the file says: tests are in a hurry. */
  readonly retryWaitMs?: number | undefined;
}

/** A run that failed; the record says where, `cause` is what the failing task threw. */
export class WorkflowFailed extends Error {
  readonly run: RunRecord;

  constructor(run: RunRecord, cause: unknown) {
    super(`run ${run.runId} failed`, { cause });
    this.name = 'WorkflowFailed';
    this.run = run;
  }
}

/** Brings an SDK along, which the command line mostly does without. */
const interpreter = () => import('aws-local-stepfunctions');

/** Loads what runs need, so that the first does not wait for it, some 100 ms. */
export async function prepareToRun(): Promise<void> {
  await interpreter();
}

/** How long tasks that were stopped may take to end, ms. */
const graceMs = 5_000;

/**
 * Interprets a workflow file in this process, and keeps the run's record up to date as states come and go.
 *
 * @returns what the last state gave
 * @throws {WorkflowFailed}
 * @throws the signal's reason once it is aborted; the run is then recorded as interrupted
 */
export async function runWorkflow(options: WorkflowRun): Promise<unknown> {
  const { workflow, clock, signal } = options;
  signal.throwIfAborted();
  const { StateMachine } = await interpreter();
  const timeUp = new AbortController();
  const stopped = AbortSignal.any([signal, timeUp.signal]);
  const attempts = new TaskAttempts(workflow, options.tasks, stopped);
  const history = new StateHistory(options.details);
  const journal = new Journal(options);
  const overTime = (): void => timeUp.abort(new TaskTimedOut(workflow.name, workflow.timeoutSeconds ?? 0));
  const timer =
    workflow.timeoutSeconds === undefined ? undefined : setTimeout(overTime, workflow.timeoutSeconds * 1000);
  const waits = [...workflow.states.keys()].map((name): [string, number] => [name, options.retryWaitMs ?? 0]);
  const machine = new StateMachine(workflow.definition, { validationOptions: { noValidate: true } }); // tests do
  const execution = machine.run(z.json().parse(options.input), {
    overrides: {
      taskResourceLocalHandlers: attempts.handlers,
      ...(options.retryWaitMs === undefined ? {} : { retryIntervalOverrides: Object.fromEntries(waits) }),
    },
  });
  stopped.addEventListener('abort', execution.abort, { once: true });
  journal.keep({});
  const followed = follow(execution.eventLogs, (event) => {
    history.note(event);
    steer(attempts, event);
    if (event.type === 'StateEntered' && event.state.type === 'Task') journal.keep({ steps: history.steps });
  });
  const end = async (change: Partial<RunRecord>): Promise<RunRecord> => {
    clearTimeout(timer);
    await attempts.settled(graceMs); // those stopped with a Map that failed may still be clearing up
    await followed;
    history.stop(clock.now());
    const modelVersion = (await options.modelVersion?.().catch(() => null)) ?? null;
    return journal.end({ ...change, steps: history.steps, modelVersion });
  };
  try {
    const output = await execution.result;
    await end({ state: 'done' });
    return output;
  } catch (error) {
    if (signal.aborted) {
      await end({ state: 'interrupted' });
      throw signal.reason;
    }
    const cause: unknown = timeUp.signal.aborted ? timeUp.signal.reason : (attempts.lastFailure ?? error);
    throw new WorkflowFailed(await end({ state: 'failed', failure: failureOf(cause) }), cause);
  } finally {
    stopped.removeEventListener('abort', execution.abort);
  }
}

async function follow(events: AsyncGenerator<WorkflowEvent>, onEvent: (event: WorkflowEvent) => void): Promise<void> {
  for await (const event of events) onEvent(event);
}

/** What goes on inside a Map or Parallel ends with it. */
function steer(attempts: TaskAttempts, event: WorkflowEvent): void {
  if (event.type === 'StateFailed') attempts.endWithin(event.state.name);
  if (event.type === 'StateEntered' || event.type === 'StateRetried') attempts.beginWithin(event.state.name);
}

/** Writes a run's record, one state of it after another; that it cannot be written ends no run. */
class Journal {
  #record: RunRecord;
  #written: Promise<void> = Promise.resolve();
  readonly #options: WorkflowRun;

  constructor(options: WorkflowRun) {
    this.#options = options;
    this.#record = {
      ...options.run,
      state: 'running',
      startedAt: options.before?.startedAt ?? options.clock.now().toISOString(),
      finishedAt: null,
      modelVersion: null,
      steps: options.before?.steps ?? [],
      failure: null,
    };
  }

  keep(change: Partial<RunRecord>): void {
    const earlier = this.#options.before?.steps ?? [];
    const steps = change.steps ? { steps: [...earlier, ...change.steps] } : {};
    this.#record = { ...this.#record, ...change, ...steps };
    const record = this.#record;
    const { runs, onRecordFailure } = this.#options;
    this.#written = this.#written.then(() => runs.put(record)).catch(onRecordFailure);
  }

  async end(change: Partial<RunRecord>): Promise<RunRecord> {
    this.keep({ ...change, finishedAt: this.#options.clock.now().toISOString() });
    await this.#written;
    return this.#record;
  }
}
