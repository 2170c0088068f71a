import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';
import { z } from 'zod';
import { workflowText } from '../support/workflow-file.ts';

const folder = join(import.meta.dirname, '..', '..', 'workflows');
const names = readdirSync(folder).map((file) => file.replace(/\.asl\.json$/, ''));

interface Field {
  readonly path: string;
  readonly name: string;
  readonly value: unknown;
}

/** Every field of a document, however deep. */
function* fieldsOf(value: unknown, path = '$'): Generator<Field> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    yield { path: `${path}.${name}`, name, value: inner };
    yield* fieldsOf(inner, `${path}.${name}`);
  }
}

const State = z.object({
  Type: z.string(),
  Resource: z.string().optional(),
  Retry: z.array(z.object({ ErrorEquals: z.array(z.string()) })).optional(),
  Catch: z.array(z.object({ ErrorEquals: z.array(z.string()) })).optional(),
});

/** What the runner of the one-process home would pass over in silence, and what may not be in a workflow for it. */
const ignored = new Set([
  'QueryLanguage',
  'Arguments',
  'Output',
  'Assign',
  'ItemBatcher',
  'ItemReader',
  'ResultWriter',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
]);

const ignoredIn = (definition: unknown): string[] =>
  [...fieldsOf(definition)]
    .filter(({ name, value }) => ignored.has(name) || (typeof value === 'string' && value.includes('{%')))
    .map(({ path }) => path);

describe.each(names)('workflow %s', (name) => {
  const text = workflowText(name);

  it('is valid and has every substitution filled', () => {
    const verdict = validate(JSON.parse(text));
    expect(verdict.isValid ? '' : verdict.errorsText()).toBe('');
    expect(text).not.toContain('${');
  });

  it('holds nothing that the interpreter in process would ignore', () => {
    expect(ignoredIn(JSON.parse(text))).toEqual([]);
  });

  it('retries named transient errors only, the same in all functions and in all jobs, and catches once', () => {
    const fields = [...fieldsOf(JSON.parse(text))];
    const states = fields.flatMap(({ value }) => State.safeParse(value).data ?? []);
    const tasks = states.filter(({ Type }) => Type === 'Task');
    const kinds = Map.groupBy(tasks, ({ Resource = '' }) => (Resource.endsWith('.sync') ? 'job' : 'function'));
    expect(kinds.get('function')?.length).toBeGreaterThan(0);
    for (const same of kinds.values()) expect(new Set(same.map(({ Retry }) => JSON.stringify(Retry))).size).toBe(1);
    const named = states.flatMap(({ Retry = [] }) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((error) => ['States.ALL', 'States.TaskFailed'].includes(error))).toEqual([]);
    // A Catch more than the one around all needs a reason: a family that fails must stop no other, and what the gate has
    // decided against one champion does not hold against another; a file that was changed is planned anew.
    const catches = fields.filter((field) => field.name === 'Catch').map(({ path }) => path.split('.').at(-2));
    const known: Readonly<Record<string, readonly string[]>> = {
      training: ['TrainFamily', 'Promote', 'Train'],
      batch: ['PlanShards', 'ScoreShard', 'Summarise', 'ScoreDrop'],
    };
    expect(catches).toEqual(known[name]);
  });

  it('goes by names of errors at tasks only; what a Map or a branch fails by is caught as whatever it is', () => {
    const states = [...fieldsOf(JSON.parse(text))].flatMap(({ value }) => State.safeParse(value).data ?? []);
    const around = states.filter(({ Type }) => Type === 'Map' || Type === 'Parallel');
    expect(around.length).toBeGreaterThan(1);
    for (const { Retry, Catch = [] } of around) {
      expect(Retry).toBeUndefined();
      expect(Catch.flatMap(({ ErrorEquals }) => ErrorEquals).filter((error) => error !== 'States.ALL')).toEqual([]);
    }
  });

  it('bounds every task in time and every Map in width', () => {
    const states = [...fieldsOf(JSON.parse(text))].map(({ value }) => JSON.stringify(value) ?? '');
    for (const state of states.filter((json) => json.startsWith('{"Type":"Task"'))) {
      expect(state).toMatch(/"TimeoutSeconds":\d+/);
    }
    for (const state of states.filter((json) => json.startsWith('{"Type":"Map"'))) {
      expect(state).toMatch(/"MaxConcurrency":[1-9]/);
    }
  });
});

it('finds what is ignored', () => {
  const bad = { States: { A: { Type: 'Map', ItemBatcher: {}, Next: 'B' }, B: { Type: 'Pass', Comment: '{% $x %}' } } };
  expect(ignoredIn(bad)).toEqual(['$.States.A.ItemBatcher', '$.States.B.Comment']);
});
