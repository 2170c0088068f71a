import type { StateMachine } from 'aws-local-stepfunctions';
import { DomainError } from '../../core/errors.ts';
import type { RunStep } from '../../core/lifecycle/registry.ts';
import { stoppedName, TaskFailed } from './task-errors.ts';

/** What the interpreter tells of a run. */
export type WorkflowEvent =
  ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;

/** Makes a sentence of what a state gave. */
export type StepDetail = (output: unknown) => string | undefined;

/** Steps of one state, in one outcome, that a record lists one by one for a Map's items; the rest are one step more. */
const listedItems = 10;

/** What happened in a run, state by state and attempt by attempt. The interpreter keeps none. */
export class StateHistory {
  readonly #details: Readonly<Record<string, StepDetail>>;
  readonly #steps: RunStep[] = [];
  /** Index of the last step of a state (and item). */
  readonly #last = new Map<string, number>();

  /** @param details - by state; what they give is shown beside the state's step */
  constructor(details: Readonly<Record<string, StepDetail>> = {}) {
    this.#details = details;
  }

  note(event: WorkflowEvent): void {
    const at = new Date(event.timestamp);
    switch (event.type) {
      case 'StateEntered':
        this.#begin(event.state.name, event.state.type, event.index, at, 1);
        break;
      case 'StateRetried':
        this.#begin(event.state.name, event.state.type, event.index, at, this.#attemptsOf(event) + 1);
        break;
      case 'StateExited': {
        const detail = this.#details[event.state.name]?.(event.state.output);
        this.#end(event, at, { state: 'done', ...(detail === undefined ? {} : { detail }) });
        break;
      }
      case 'StateFailed':
        this.#end(event, at, outcomeOf(event.Error, event.Cause));
        break;
      default:
    }
  }

  /** Ends what was going on when the run was stopped. */
  stop(at: Date): void {
    for (const [index, step] of this.#steps.entries()) {
      if (step.state === 'running') this.#steps[index] = ended(step, at, { state: 'interrupted' });
    }
  }

  /** In the order in which they began; bounded however many items a Map has. */
  get steps(): RunStep[] {
    const kept: RunStep[] = [];
    const folded = new Map<string, { listed: number; into: number }>();
    for (const step of this.#steps) {
      const key = `${step.name} ${step.state}`;
      const group = folded.get(key) ?? { listed: 0, into: -1 };
      folded.set(key, group);
      const into = kept[group.into];
      if (step.item === undefined || group.listed < listedItems) {
        group.listed += 1;
        kept.push(step);
      } else if (into) {
        kept[group.into] = joined(into, step);
      } else {
        const { item: _, attempt: __, detail: ___, ...common } = step;
        group.into = kept.push({ ...common, items: 1 }) - 1;
      }
    }
    return kept;
  }

  #begin(name: string, type: string, item: number | undefined, at: Date, attempt: number): void {
    const step: RunStep = {
      name,
      type,
      state: 'running',
      seconds: 0,
      startedAt: at.toISOString(),
      ...(item === undefined ? {} : { item }),
      ...(attempt === 1 ? {} : { attempt }),
    };
    this.#last.set(keyOf(name, item), this.#steps.push(step) - 1);
  }

  #end(event: Ended, at: Date, outcome: Partial<RunStep>): void {
    const index = this.#last.get(keyOf(event.state.name, event.index)) ?? -1;
    const step = this.#steps[index];
    if (step?.state === 'running') this.#steps[index] = ended(step, at, outcome); // a caught failure also exits
  }

  #attemptsOf(event: Ended): number {
    return this.#steps[this.#last.get(keyOf(event.state.name, event.index)) ?? -1]?.attempt ?? 1;
  }
}

interface Ended {
  readonly state: { readonly name: string };
  readonly index?: number;
}

const keyOf = (name: string, item: number | undefined): string => `${name} ${item ?? ''}`;

function ended(step: RunStep, at: Date, outcome: Partial<RunStep>): RunStep {
  const seconds = step.startedAt === undefined ? 0 : (at.getTime() - Date.parse(step.startedAt)) / 1000;
  return { ...step, seconds: Math.max(0, seconds), finishedAt: at.toISOString(), ...outcome };
}

/** What is told of a failure: its name, and words only where they are ours. */
function outcomeOf(error: string, cause: unknown): Partial<RunStep> {
  if (error === stoppedName) return { state: 'interrupted' };
  const known = cause instanceof TaskFailed ? cause.cause : cause;
  const detail = known instanceof DomainError ? known.message : undefined;
  return { state: 'failed', error, ...(detail === undefined ? {} : { detail }) };
}

function joined(sum: RunStep, step: RunStep): RunStep {
  const finishedAt = [sum.finishedAt, step.finishedAt].filter((at) => at !== undefined).sort();
  return {
    ...sum,
    seconds: sum.seconds + step.seconds,
    items: (sum.items ?? 1) + 1,
    ...(finishedAt.length > 0 ? { finishedAt: finishedAt.at(-1) } : {}),
  };
}
