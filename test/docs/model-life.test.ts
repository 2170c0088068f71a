import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MainstayEvent } from '../../core/events.ts';
import { gateChecks, neverOverridden } from '../../core/lifecycle/gate/gate-decision.ts';
import { usualGatePolicy } from '../../core/lifecycle/gate/policy.ts';
import { usualRetraining } from '../../core/schedule/schedule.ts';
import { metricNames } from '../../lambdas/shared/metric-names.ts';
import { silentProgram } from './silent-program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const page = read('docs/model-life.md');
const program = await silentProgram();

describe('docs/model-life.md', () => {
  it('links to files that are there, and is linked from both READMEs', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((link) => !existsSync(join(root, 'docs', link)))).toEqual([]);
    for (const readme of ['README.md', 'README.ko.md']) expect(read(readme)).toContain('(docs/model-life.md)');
  });

  it('names every check in the words of the gate, with the bounds of the usual policy', () => {
    const rows = [...page.matchAll(/^\| (CHK\d{3}) \| ([^|]+) \| ([^|]+) \|$/gm)];
    expect(Object.fromEntries(rows.map(([, code = '', words]) => [code, words]))).toEqual(gateChecks);
    const bounds = new Map(rows.map(([, code = '', , fails = '']) => [code, fails]));
    const { fewestLeavers, margins, calibrationError, segments, microsecondsPerCustomer, changedTierShare } =
      usualGatePolicy;
    expect(bounds.get('CHK004')).toContain(`fewer than ${fewestLeavers} leavers`);
    expect(bounds.get('CHK005')).toContain(`below −${margins.brier} (ROC AUC: −${margins.rocAuc})`);
    expect(bounds.get('CHK006')).toContain(`above ${calibrationError} and above twice`);
    expect(bounds.get('CHK007')).toContain(
      `at least ${segments.customers} customers and ${segments.leavers} leavers loses more than ${segments.margin}`,
    );
    expect(bounds.get(neverOverridden)).toContain('no person can override');
    expect(bounds.get('CHK009')).toContain(`${microsecondsPerCustomer.toLocaleString('en-US')} µs`);
    expect(bounds.get('CHK010')).toContain(`${100 * changedTierShare} %`);
    expect(page).toContain(`${usualGatePolicy.bootstrapRounds.toLocaleString('en-US')} draws`);
  });

  it('shows commands and options that the command line has', () => {
    const commands = [...page.matchAll(/npx mainstay (\w[\w-]*)([^\n`]*)/g)];
    expect(commands.length).toBeGreaterThan(15);
    for (const [line, name, rest = ''] of commands) {
      const command = program.commands.find((known) => known.name() === name);
      expect([line, command === undefined]).toEqual([line, false]);
      const known = command?.options.map(({ long }) => long);
      for (const [option] of rest.replace(/ +#.*$/, '').matchAll(/--\w[\w-]*/g)) {
        expect([line, known]).toEqual([line, expect.arrayContaining([option])]);
      }
    }
  });

  it('names states of the workflow, the clock, the event, the count and folders as they are', () => {
    const workflow = read('workflows/training.asl.json');
    const states = /`CheckData` →[^.]*`Notify`/.exec(page)?.[0] ?? '';
    const named = [...states.matchAll(/`(\w+)`/g)].map(([, state = '']) => state);
    expect(named).toHaveLength(10);
    for (const state of [...named, 'RecordFailure']) expect(workflow).toContain(`"${state}": {`);
    expect(page).toContain(`--retrain "${usualRetraining.cron}"`);
    expect(MainstayEvent.options.map(({ shape }) => z.string().parse(shape.type.value))).toContain(
      'RetrainingRequested',
    );
    expect(metricNames).toContain('ShadowFailed');
    expect(readdirSync(join(root, 'test/core/lifecycle/gate')).length).toBeGreaterThan(0);
  });
});
