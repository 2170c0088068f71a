import { readFile } from 'node:fs/promises';
import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import { z } from 'zod';

/** A state of a workflow, as far as the runner has to know it. */
export interface WorkflowState {
  readonly type: string;
  /** Tasks only: how long an attempt may take, s. */
  readonly timeoutSeconds: number | undefined;
  /** The Map and Parallel states around it, outermost first. */
  readonly within: readonly string[];
}

/** A workflow file with every substitution filled. */
export interface Workflow {
  readonly name: string;
  readonly definition: StateMachineDefinition;
  /** By name; names are unique in the whole file. */
  readonly states: ReadonlyMap<string, WorkflowState>;
  /** How long a run may take, s. */
  readonly timeoutSeconds: number | undefined;
}

export interface WorkflowOptions {
  /** What the file's `${Name}`s stand for. Those of functions (`${…FunctionArn}`) need none: their tasks run in process. */
  readonly substitutions?: Readonly<Record<string, string>> | undefined;
  /** Items of a Map worked on at once, at most, however many the file allows. @default what the file says */
  readonly maxConcurrency?: number | undefined;
}

interface States {
  readonly States: Readonly<Record<string, State>>;
}
interface State {
  readonly Type: string;
  readonly TimeoutSeconds?: number | undefined;
  readonly Branches?: readonly States[] | undefined;
  readonly ItemProcessor?: States | undefined;
}

const State: z.ZodType<State> = z.lazy(() =>
  z.object({
    Type: z.string(),
    TimeoutSeconds: z.int().positive().optional(),
    Branches: z.array(States).optional(),
    ItemProcessor: States.optional(),
  }),
);
const States: z.ZodType<States> = z.lazy(() => z.object({ States: z.record(z.string(), State) }));
const RunTimeout = z.object({ TimeoutSeconds: z.int().positive().optional() });

/**
 * Reads `workflows/<name>.asl.json`.
 *
 * @throws {Error} where a substitution is not filled, or a task is not bounded in time
 */
export async function loadWorkflow(name: string, options: WorkflowOptions = {}): Promise<Workflow> {
  const text = await readFile(new URL(`../../workflows/${name}.asl.json`, import.meta.url), 'utf8');
  return parseWorkflow(name, text, options);
}

/** Makes a workflow of a file's text; see {@link loadWorkflow}. */
export function parseWorkflow(name: string, text: string, options: WorkflowOptions = {}): Workflow {
  const { substitutions = {}, maxConcurrency = Number.POSITIVE_INFINITY } = options;
  const filled = text.replaceAll(/\$\{(\w+)\}/g, (_, key: string) => {
    const value = substitutions[key] ?? (key.endsWith('FunctionArn') ? `in-process:${key}` : undefined);
    if (value === undefined) throw new Error(`\${${key}} of workflow ${name} is not filled`);
    return JSON.stringify(value).slice(1, -1);
  });
  const definition = JSON.parse(filled, (key, value: unknown) =>
    key === 'MaxConcurrency' && typeof value === 'number' ? Math.min(value, maxConcurrency) : value,
  );
  const states = new Map(statesOf(States.parse(definition), []));
  for (const [state, { type, timeoutSeconds }] of states) {
    if (type === 'Task' && timeoutSeconds === undefined) {
      throw new Error(`task ${state} of workflow ${name} has no TimeoutSeconds; the interpreter would end it after 60`);
    }
  }
  return { name, definition, states, timeoutSeconds: RunTimeout.parse(definition).TimeoutSeconds };
}

function* statesOf({ States: states }: States, within: readonly string[]): Generator<[string, WorkflowState]> {
  for (const [name, { Type, TimeoutSeconds, Branches = [], ItemProcessor }] of Object.entries(states)) {
    yield [name, { type: Type, timeoutSeconds: TimeoutSeconds, within }];
    for (const inner of ItemProcessor ? [...Branches, ItemProcessor] : Branches) {
      yield* statesOf(inner, [...within, name]);
    }
  }
}
